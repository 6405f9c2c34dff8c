//! Counts and levels of the components.

use rustc_hash::FxHashSet;

use crate::model::{Basis, Component, File, FileId, Priority, Score, Settings, TestStatus};

/// Fills the counts, ratio and level of every component. A file counts for its leaf component
/// and for all that this one is part of. Gaps by priority need scores: see [`count_gaps`].
pub fn measure(files: &[File], components: &mut [Component], settings: &Settings) {
    let mut sums = vec![Sums::default(); components.len()];
    for file in files.iter().filter(|file| is_judged(file)) {
        if let Some(sum) = file.component.and_then(|id| sums.get_mut(id.0 as usize)) {
            sum.add(file);
        }
    }
    pass_up(components, &mut sums, |parent, child| parent.merge(child));
    for (component, sum) in components.iter_mut().zip(sums) {
        component.sources = sum.by_status.iter().sum();
        [
            component.unreached,
            component.hollow,
            component.reached,
            component.direct,
        ] = sum.by_status;
        component.tests = u32::try_from(sum.tests.len()).unwrap_or(u32::MAX);
        component.function_lines = u32::try_from(sum.function_lines).unwrap_or(u32::MAX);
        component.ratio =
            (sum.function_lines > 0).then(|| sum.expected_lines / sum.function_lines as f64);
        component.basis = sum.basis.basis();
        component.measured_share = sum.basis.measured_share();
        component.level = component.ratio.map(|ratio| settings.levels.level(ratio));
    }
}

/// Counts the open gaps of every component by priority.
pub fn count_gaps(files: &[File], scores: &[Score], components: &mut [Component]) {
    let mut gaps = vec![[0; 4]; components.len()];
    let mut untested = vec![0; components.len()];
    for (file, score) in files.iter().zip(scores) {
        let own = file.component.filter(|_| file.is_untested());
        if let Some(count) = own.and_then(|id| untested.get_mut(id.0 as usize)) {
            *count += 1;
        }
        let column = Priority::ALL
            .iter()
            .position(|&priority| score.priority == Some(priority));
        if let (Some(id), Some(column), true) = (file.component, column, file.is_gap())
            && let Some(cell) = gaps
                .get_mut(id.0 as usize)
                .and_then(|row| row.get_mut(column))
        {
            *cell += 1;
        }
    }
    pass_up(components, &mut gaps, |parent, child| {
        for (sum, part) in parent.iter_mut().zip(child) {
            *sum += *part;
        }
    });
    pass_up(components, &mut untested, |parent, child| *parent += *child);
    for (component, (counts, untested)) in components.iter_mut().zip(gaps.into_iter().zip(untested))
    {
        component.gaps = counts;
        component.untested = untested;
    }
}

/// Whether judgements are made over a file: source with something to test, and links known.
pub(super) fn is_judged(file: &File) -> bool {
    file.has_logic() && file.status.is_some()
}

/// What is added up for one component.
#[derive(Debug, Clone, Default)]
struct Sums {
    /// Unreached, hollow, reached, direct.
    by_status: [u32; 4],
    function_lines: u64,
    expected_lines: f64,
    basis: BasisLines,
    /// Test files that lead here.
    tests: FxHashSet<FileId>,
}

impl Sums {
    fn add(&mut self, file: &File) {
        let column = match file.status {
            Some(TestStatus::Unreached) => 0,
            Some(TestStatus::Hollow) => 1,
            Some(TestStatus::Reached) => 2,
            Some(TestStatus::Direct) => 3,
            Some(TestStatus::NoLogic | TestStatus::Unread) | None => return,
        };
        if let Some(cell) = self.by_status.get_mut(column) {
            *cell += 1;
        }
        self.function_lines += u64::from(file.function_lines);
        self.expected_lines += expected_lines(file);
        self.basis.add(file, file.function_lines.into());
        self.tests.extend(file.tests.iter().map(|link| link.test));
    }

    fn merge(&mut self, child: &Self) {
        for (sum, part) in self.by_status.iter_mut().zip(child.by_status) {
            *sum += part;
        }
        self.function_lines += child.function_lines;
        self.expected_lines += child.expected_lines;
        self.basis.merge(child.basis);
        self.tests.extend(&child.tests);
    }
}

/// Function lines, or whatever is counted, by where the figures about them come from.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct BasisLines {
    measured: u64,
    stale: u64,
    estimated: u64,
}

impl BasisLines {
    pub(super) fn add(&mut self, file: &File, lines: u64) {
        match file.run_share().1 {
            Basis::Measured => self.measured += lines,
            Basis::Stale => self.stale += lines,
            Basis::Estimated | Basis::Mixed => self.estimated += lines,
        }
    }

    fn merge(&mut self, other: Self) {
        self.measured += other.measured;
        self.stale += other.stale;
        self.estimated += other.estimated;
    }

    /// Where a figure over these lines comes from.
    pub(super) fn basis(self) -> Basis {
        match (self.measured, self.stale, self.estimated) {
            (0, 0, _) => Basis::Estimated,
            (_, 0, 0) => Basis::Measured,
            (0, _, 0) => Basis::Stale,
            _ => Basis::Mixed,
        }
    }

    /// Share of the lines that were measured, be it long ago.
    fn measured_share(self) -> f64 {
        let measured = self.measured + self.stale;
        if measured == 0 {
            return 0.0;
        }
        measured as f64 / (measured + self.estimated) as f64
    }
}

/// Function lines of a file that tests run, as measured or else expected.
pub(super) fn expected_lines(file: &File) -> f64 {
    file.run_share().0 * f64::from(file.function_lines)
}

/// Adds every component's row to its parent's, children first.
fn pass_up<T>(components: &[Component], rows: &mut [T], add: impl Fn(&mut T, &T)) {
    for (index, component) in components.iter().enumerate().rev() {
        let parent = component.parent.map(|id| id.0 as usize);
        if let Some((before, [row, ..])) = rows.split_at_mut_checked(index)
            && let Some(parent) = parent.and_then(|parent| before.get_mut(parent))
        {
            add(parent, row);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::sample::{component, function, judged, link, other, settings, source};
    use crate::model::{ComponentId, FileKind, Level, LinkKind, SymbolStatus, TestStatus};

    /// `all` > `all/in` > `all/in/deep`, and `none` without files.
    fn measured() -> Vec<Component> {
        let mut files = vec![
            judged("a.py", TestStatus::Direct, 0.9, 50),
            judged("b.py", TestStatus::Reached, 0.5, 30),
            judged("c.py", TestStatus::Unreached, 0.0, 20),
            judged("d.py", TestStatus::NoLogic, 0.0, 0),
            judged("e.py", TestStatus::Hollow, 0.0, 100),
            other("t1.py", FileKind::Test),
            other("t2.py", FileKind::Test),
        ];
        for (index, leaf) in [0, 1, 1, 1, 2].into_iter().enumerate() {
            files[index].component = Some(ComponentId(leaf));
        }
        link(&mut files, "t1.py", "a.py", LinkKind::Calls);
        link(&mut files, "t1.py", "b.py", LinkKind::Calls);
        link(&mut files, "t2.py", "b.py", LinkKind::Calls);
        let mut components = vec![
            component("all", None),
            component("all/in", Some(0)),
            component("all/in/deep", Some(1)),
            component("none", None),
        ];
        measure(&files, &mut components, &settings());
        components
    }

    fn check(name: &str, counts: [u32; 6], ratio: Option<f64>, level: Option<Level>) {
        let components = measured();
        let found = components
            .iter()
            .find(|component| component.name.as_ref() == name)
            .unwrap();
        assert_eq!(
            [
                found.sources,
                found.direct,
                found.reached,
                found.hollow,
                found.unreached,
                found.tests
            ],
            counts,
            "{name}"
        );
        let near = |one: f64, other: f64| (one - other).abs() < 1e-6;
        assert!(
            found
                .ratio
                .zip(ratio)
                .map_or(found.ratio == ratio, |(one, other)| near(one, other)),
            "{name}: {:?}",
            found.ratio
        );
        assert_eq!(found.level, level, "{name}");
    }

    #[test]
    fn a_component_counts_its_children() {
        // 0.9 * 50 + 0.5 * 30 = 60 of 200 function lines.
        check("all", [4, 1, 1, 1, 1, 2], Some(0.3), Some(Level::Poor));
        check(
            "all/in",
            [3, 0, 1, 1, 1, 2],
            Some(0.1),
            Some(Level::Critical),
        );
        check(
            "all/in/deep",
            [1, 0, 0, 1, 0, 0],
            Some(0.0),
            Some(Level::Critical),
        );
    }

    #[test]
    fn a_component_without_function_lines_has_no_level() {
        check("none", [0; 6], None, None);
    }

    #[test]
    fn files_whose_links_are_unknown_are_not_counted() {
        let mut file = source("a.py");
        file.status = None;
        file.component = Some(ComponentId(0));
        let mut components = vec![component("all", None)];
        measure(&[file], &mut components, &settings());
        assert_eq!((components[0].sources, components[0].ratio), (0, None));
    }

    #[test]
    fn gaps_are_counted_by_priority_up_to_the_root() {
        let mut files = vec![source("a.py"), source("b.py"), source("c.py")];
        files[0].component = Some(ComponentId(0));
        files[1].component = Some(ComponentId(1));
        files[2].component = Some(ComponentId(1));
        files[2].status = Some(TestStatus::Direct);
        let scores = [Priority::High, Priority::Low, Priority::Critical].map(|priority| Score {
            priority: Some(priority),
            ..Score::default()
        });
        let mut components = vec![component("all", None), component("all/in", Some(0))];
        count_gaps(&files, &scores, &mut components);
        assert_eq!(components[0].gaps, [0, 1, 0, 1]);
        assert_eq!(components[1].gaps, [0, 0, 0, 1]);
    }

    #[test]
    fn a_file_that_tests_run_in_part_is_a_gap_and_tested() {
        let mut components = vec![component("root", None), component("api", Some(0))];
        components[0].sources = 2;
        let mut in_part = judged("api/a.py", TestStatus::Direct, 0.3, 20);
        in_part.symbols = [function("left", 1, 20, 2)].into();
        in_part.symbol_status = [SymbolStatus::new(TestStatus::Unreached, 0.0)].into();
        let mut files = [in_part, judged("api/b.py", TestStatus::Unreached, 0.0, 20)];
        for file in &mut files {
            file.component = Some(ComponentId(1));
        }
        let low = Score {
            priority: Some(Priority::Low),
            ..Score::default()
        };
        count_gaps(&files, &[low.clone(), low], &mut components);
        assert_eq!(components[0].gaps, [0, 0, 0, 2]);
        assert_eq!((components[0].untested, components[1].untested), (1, 1));
        assert_eq!(components[0].tested(), 1);
    }

    #[test]
    fn a_parent_that_comes_later_is_passed_over() {
        let mut components = vec![component("child", Some(1)), component("parent", Some(1))];
        let mut file = source("a.py");
        file.component = Some(ComponentId(0));
        measure(&[file], &mut components, &settings());
        assert_eq!((components[0].sources, components[1].sources), (1, 0));
    }
}
