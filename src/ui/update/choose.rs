//! Lists to choose from: a phase of the plan, a theme.

use super::{overlay, plan, tests_of};
use crate::track::Place;
use crate::ui::action::Availability;
use crate::ui::event::Effect;
use crate::ui::state::{Overlay, OverlayKind, OverlayRow, Purpose, RoadmapRow, State};

/// Opens a list to choose from.
pub(super) fn open(state: &mut State, kind: OverlayKind, purpose: Purpose) {
    let overlay = Overlay::choose(kind, purpose, &state.keymap, &state.ledger, &state.project);
    state.overlay = Some(overlay);
}

/// Whether there is another phase to move something to.
pub(crate) fn can_move(state: &State) -> Availability {
    plan::has_phase(state)?;
    if state.project.roadmap.phases.len() > 1 {
        Ok(())
    } else {
        Err("there is no other phase")
    }
}

/// Asks for the phase that the selected step goes to, or before which the selected phase goes.
pub(crate) fn ask_phase(state: &mut State) -> Vec<Effect> {
    let row = state.roadmap.selected();
    let phases = &state.project.roadmap.phases;
    let purpose = match row {
        Some(RoadmapRow::Phase(at)) => phases
            .get(at)
            .map(|phase| Purpose::MovePhase(phase.id.clone())),
        _ => plan::selected_step(state).map(|step| Purpose::MoveStep(step.id.clone())),
    };
    let here = match row {
        Some(RoadmapRow::Phase(at) | RoadmapRow::Step(at, _) | RoadmapRow::Target(at, ..)) => at,
        None => 0,
    };
    if let Some(purpose) = purpose {
        open(state, OverlayKind::Phases, purpose);
        if let Some(overlay) = &mut state.overlay {
            overlay.cursor.selected = here.min(overlay.rows.len().saturating_sub(1));
        }
    }
    Vec::new()
}

/// Asks for the phase of a new step.
pub(super) fn ask_phase_of(state: &mut State, title: String, targets: Vec<String>) {
    open(state, OverlayKind::Phases, Purpose::Plan(title, targets));
    // The phase that was looked at last, where there was one.
    let selected = state.roadmap.selected();
    if let (
        Some(RoadmapRow::Phase(at) | RoadmapRow::Step(at, _) | RoadmapRow::Target(at, ..)),
        Some(overlay),
    ) = (selected, &mut state.overlay)
    {
        overlay.cursor.selected = at.min(overlay.rows.len().saturating_sub(1));
    }
}

/// Asks for a theme; each is shown while it is selected.
pub(crate) fn ask_theme(state: &mut State) -> Vec<Effect> {
    let before = state.theme_name().to_owned();
    open(state, OverlayKind::Themes, Purpose::Theme(before.clone()));
    if let Some(overlay) = &mut state.overlay {
        let mut rows = overlay.rows.iter();
        let at = rows.position(|row| matches!(row, OverlayRow::Theme(name) if *name == before));
        overlay.cursor.selected = at.unwrap_or(0);
    }
    Vec::new()
}

pub(crate) fn can_theme(state: &State) -> Availability {
    if state.is_colourless() {
        Err("NO_COLOR is set: no theme has colours")
    } else {
        Ok(())
    }
}

/// Does what was asked for with what was chosen.
pub(super) fn chosen(state: &mut State, overlay: &Overlay, row: OverlayRow) -> Vec<Effect> {
    match (&overlay.purpose, row) {
        (Some(Purpose::Theme(_)), OverlayRow::Theme(name)) => keep_theme(state, name),
        (Some(purpose), OverlayRow::Phase(at)) => into_phase(state, purpose, at),
        (Some(purpose), OverlayRow::NewPhase) => {
            into_new_phase(state, purpose, overlay.query.trim())
        }
        (Some(Purpose::Tests(tests)), OverlayRow::Test(at)) => match tests.get(at) {
            Some(test) => tests_of::open(state, test),
            None => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn keep_theme(state: &mut State, name: &'static str) -> Vec<Effect> {
    state.try_theme(name);
    match &state.theme_said_in {
        Some(file) => {
            let file = file.clone();
            state.tell(format!(
                "theme {name} until you quit: `theme` in {file} comes first at the next start"
            ));
            Vec::new()
        }
        None => {
            state.tell(format!("theme {name}"));
            vec![Effect::Theme(name)]
        }
    }
}

fn into_phase(state: &mut State, purpose: &Purpose, at: usize) -> Vec<Effect> {
    let phases = &state.project.roadmap.phases;
    let chosen = phases
        .get(at)
        .map(|phase| (phase.id.clone(), phase.name.clone()));
    match (purpose, chosen) {
        (Purpose::MoveStep(step), Some((phase, name))) => {
            let to = Place {
                phase,
                before: None,
            };
            plan::place_in(state, &format!("step moved to `{name}`"), step, to, None)
        }
        (Purpose::MovePhase(phase), before) if before.as_ref().map(|(id, _)| id) == Some(phase) => {
            Vec::new()
        }
        (Purpose::MovePhase(phase), before) => {
            let title = match &before {
                Some((_, name)) => format!("phase moved before `{name}`"),
                None => "phase moved to the end".to_owned(),
            };
            plan::place_phase(state, &title, phase, before.map(|(id, _)| id))
        }
        (Purpose::Plan(title, targets), Some((phase, _))) => {
            state.gaps.picked.clear();
            plan::add(state, title, targets.clone(), &phase, None)
        }
        _ => Vec::new(),
    }
}

/// Closes the list; what was only tried is taken back.
pub(super) fn close(state: &mut State) {
    let closed = state.overlay.take();
    if let Some(Purpose::Theme(before)) = closed.and_then(|overlay| overlay.purpose) {
        state.try_theme(&before);
    }
}

/// Makes a phase at the end of the plan, and does there what was asked for.
fn into_new_phase(state: &mut State, purpose: &Purpose, name: &str) -> Vec<Effect> {
    let (added, phase) = plan::new_phase(&state.project.roadmap, name);
    match purpose {
        Purpose::MoveStep(step) => {
            let to = Place {
                phase,
                before: None,
            };
            let title = format!("step moved to the new phase `{name}`");
            plan::place_in(state, &title, step, to, Some(added))
        }
        Purpose::Plan(title, targets) => {
            state.gaps.picked.clear();
            plan::add(state, title, targets.clone(), &phase, Some(added))
        }
        Purpose::MovePhase(_) | Purpose::Theme(_) | Purpose::Tests(_) => Vec::new(),
    }
}

/// Takes the only row that a number can mean.
pub(super) fn take_meant(state: &mut State) -> Option<Vec<Effect>> {
    let row = state.overlay.as_ref()?.meant()?;
    let overlay = state.overlay.take()?;
    Some(chosen(state, &overlay, row))
}

/// Shows the theme that is selected.
pub(super) fn preview(state: &mut State) {
    let row = state.overlay.as_ref().and_then(overlay::selected);
    if let Some(OverlayRow::Theme(name)) = row {
        state.try_theme(name);
    }
}

#[cfg(test)]
mod tests {
    use crate::track::Edit;
    use crate::ui::event::Effect;
    use crate::ui::sample::{self, press, type_in};
    use crate::ui::state::State;

    fn order(state: &State) -> Vec<usize> {
        let phases = state.project.roadmap.phases.iter();
        phases.map(|phase| phase.steps.len()).collect()
    }

    fn names(state: &State) -> Vec<&str> {
        let phases = state.project.roadmap.phases.iter();
        phases.map(|phase| phase.name.as_str()).collect()
    }

    #[test]
    fn a_step_goes_to_the_phase_whose_number_is_typed() {
        let mut state = sample::state(120, 40);
        let before = order(&state);
        press(&mut state, &["3", "j", "m", "2"]);
        assert!(state.overlay.is_none());
        let mut expect = before.clone();
        expect[0] -= 1;
        expect[1] += 1;
        assert_eq!(order(&state), expect);
        press(&mut state, &["u"]);
        assert_eq!(order(&state), before);
    }

    #[test]
    fn a_step_goes_to_the_phase_whose_name_is_typed() {
        let mut state = sample::state(120, 40);
        let name = state.project.roadmap.phases[3].name.to_lowercase();
        let steps = state.project.roadmap.phases[3].steps.len();
        press(&mut state, &["3", "j", "m"]);
        type_in(&mut state, name.split(' ').next().unwrap());
        press(&mut state, &["enter"]);
        assert_eq!(state.project.roadmap.phases[3].steps.len(), steps + 1);
    }

    #[test]
    fn a_phase_moves_before_another_and_to_the_end() {
        let mut state = sample::state(120, 40);
        let before: Vec<String> = names(&state).iter().map(ToString::to_string).collect();
        let effects = press(&mut state, &["3", "m", "3"]);
        let [Effect::Plan { edits, .. }] = effects.as_slice() else {
            panic!("{effects:?}");
        };
        assert!(matches!(edits.first(), Some(Edit::PlacePhase { .. })));
        assert_eq!(names(&state)[..2], [&before[1], &before[0]]);
        press(&mut state, &["m", "end", "enter"]);
        assert_eq!(names(&state).last().unwrap(), &before[0]);
        press(&mut state, &["u", "u"]);
        assert_eq!(names(&state), before);
    }

    #[test]
    fn a_theme_is_shown_while_it_is_selected_and_kept_by_enter() {
        let mut state = sample::state(120, 40);
        let dark = format!("{:?}", state.theme);
        press(&mut state, &[":"]);
        type_in(&mut state, "theme");
        press(&mut state, &["enter", "down"]);
        assert_eq!(state.theme_name(), "light");
        assert_ne!(format!("{:?}", state.theme), dark);
        press(&mut state, &["esc"]);
        assert_eq!(format!("{:?}", state.theme), dark);
        press(&mut state, &[":"]);
        type_in(&mut state, "theme");
        let effects = press(&mut state, &["enter", "down", "enter"]);
        assert_eq!(effects, [Effect::Theme("light")]);
        assert_eq!(state.theme_name(), "light");
    }

    #[test]
    fn a_theme_that_the_configuration_names_is_not_overruled_for_good() {
        let mut state = sample::state(120, 40);
        state.theme_said_in = Some("config.toml".to_owned());
        press(&mut state, &[":"]);
        type_in(&mut state, "theme");
        assert!(press(&mut state, &["enter", "down", "enter"]).is_empty());
        assert_eq!(state.theme_name(), "light");
        let toast = state.toast.unwrap().text;
        assert!(
            toast.contains("`theme` in config.toml comes first"),
            "{toast}"
        );
    }
}
