//! What is read of documents of different make.

use super::*;
use crate::audit::Quantity;

/// Entries as `line topic paths or subject: claims (priority) rationale`.
fn check(document: &str, expect: &[&str]) {
    let document = read(document);
    let entries: Vec<String> = document
        .entries
        .iter()
        .map(|entry| {
            let subject = if entry.paths.is_empty() {
                entry.subject.clone()
            } else {
                entry.paths.join(" ")
            };
            let claims: Vec<String> = entry.claims.iter().map(|says| claim(*says)).collect();
            let priority = entry
                .priority
                .map_or(String::new(), |priority| format!(" ({})", priority.word()));
            let rationale = entry.rationale.as_deref().unwrap_or_default();
            let text = format!(
                "{} {:?} {subject}: {}{priority} {rationale}",
                entry.line,
                entry.topic,
                claims.join(", ")
            );
            text.trim_end().to_owned()
        })
        .collect();
    assert_eq!(entries, expect);
}

/// Steps as `line phase [weeks]: title | note | paths | details`.
fn check_plan(document: &str, expect: &[&str]) {
    let document = read(document);
    let steps = document.phases.iter().flat_map(|phase| {
        phase.steps.iter().map(move |step| {
            format!(
                "{} {} {:?}: {} | {} | {} | {}",
                step.line,
                phase.name,
                phase.weeks,
                step.title,
                step.note.as_deref().unwrap_or_default(),
                step.paths.join(" "),
                step.details.join(" ")
            )
        })
    });
    assert_eq!(steps.collect::<Vec<_>>(), expect);
}

fn claim(says: Says) -> String {
    match says {
        Says::Untested => "untested".to_owned(),
        Says::Partly => "partly".to_owned(),
        Says::Tested => "tested".to_owned(),
        Says::Lines(lines) => format!("{lines} lines"),
        Says::Sources(sources) => format!("{sources} sources"),
        Says::Tests(tests) => format!("{tests} tests"),
        Says::TestFiles(files) => format!("{files} test files"),
        Says::Share(part, whole) => format!("{part} of {whole}"),
        Says::Percent(percent) => format!("{percent} %"),
        Says::LineShare(percent) => format!("{percent} % of lines"),
        Says::Level(level) => level.word().to_owned(),
    }
}

#[test]
fn overviews_have_counts_shares_and_levels() {
    check(
        "| Component | Test Files | Source Files | Coverage Level |\n|--|--|--|--|\n\
         | API Routes | 0/80+ | 80+ | **Critical Gap** (<4%) |\n| Core | 3 | 9 | Good |\n\
         | **Total** | 3 | 89 | |\n",
        &[
            "3 Overview API Routes: 0 of 80+, 80+ sources, <4 %, critical",
            "4 Overview Core: 3 test files, 9 sources, good",
        ],
    );
}

#[test]
fn headings_give_rows_their_stance_and_priority() {
    check(
        "### Missing Tests\n**High Priority (x):**\n| File | Lines | Rationale |\n|--|--|--|\n\
         | `a.py` | ~50 | money |\n\n### Well-Tested\n| Module | Notes |\n|--|--|\n| `b.py` | ok |\n",
        &[
            "5 Files a.py: untested, ~50 lines (high) money",
            "10 Files b.py: tested ok",
        ],
    );
}

#[test]
fn a_rows_own_status_wins_over_its_heading() {
    check(
        "## What is tested\n| Route | Coverage | Status |\n|--|--|--|\n\
         | `chat.py` | ✅ GOOD | test_chat.py |\n| **`audit.py`** | ❌ MISSING | No tests |\n\
         | `plans.py` | ⚠️ PARTIAL | some |\n| `x.py` | 0% | |\n| `y.py` | 15% | |\n",
        &[
            "4 Files chat.py: tested",
            "5 Files audit.py: untested",
            "6 Files plans.py: partly",
            "7 Files x.py: untested, 0 %",
            "8 Files y.py: partly, 15 %",
        ],
    );
}

#[test]
fn lists_tick_off_and_name_what_is_missing() {
    check(
        "#### ✅ Well-Tested\n- `a.py` ✓\n- client (`test_client.py`)\n\n#### Untested\n\
         - `b.py` (85 LOC) - no error paths\n- [x] `c.py`\n- `d.py` - 14.6%\n- `test_new.py`\n",
        &[
            "2 Files a.py: tested",
            "3 Files test_client.py: tested",
            "6 Files b.py: untested, 85 lines no error paths",
            "7 Files c.py: tested",
            "8 Files d.py: partly, 14.6 %",
        ],
    );
}

#[test]
fn headings_may_be_about_files() {
    check(
        "## Priority 2 — State\n### `src/auth.tsx` (289 lines)\n\nThe session. More.\n\n\
         ### Logging\n**File**: `log.py` (147 LOC)\n**Coverage**: 32%\n",
        &[
            "2 Files src/auth.tsx: untested, 289 lines (high) The session",
            "7 Files log.py: untested, 147 lines, 32 % (high)",
        ],
    );
}

#[test]
fn sentences_count() {
    check(
        "## Satellite (`satellite/`)\n**0 tests exist for 35 Python files** - bad.\n\n\
         ## Whole\n**88 tests** spread across\n**9 of 21 modules**. Aim: 80% coverage target.\n",
        &[
            "2 Prose 0 tests exist for 35 Python files - bad.: 0 tests, 35 sources",
            "5 Prose 88 tests spread across 9 of 21 modules.: 88 tests, 9 of 21",
        ],
    );
}

#[test]
fn metrics_have_targets() {
    let document =
        read("| Metric | Current | Target |\n|--|--|--|\n| SDK coverage | ~60% | 90% |\n");
    let entry = &document.entries[0];
    assert_eq!(entry.topic, Topic::Metric);
    assert_eq!(entry.claims, [Says::Percent(Quantity::About(60.0))]);
    assert_eq!(entry.target, Some(0.9));
}

#[test]
fn plans_have_phases_with_steps() {
    check_plan(
        "## Prioritized Recommendations\n### Phase 1: Security (Week 1-2)\n\
         1. **Add tests for `auth.ts`** - may lock out\n2. Start with:\n   - `b.py`\n   - helpers\n\n\
         ### Phase 2\n- `c.py`\n\n## Testing Infrastructure Recommendations\n1. Install `x.py`\n",
        &[
            "3 Security Some((1, 2)): Add tests for auth.ts | may lock out | auth.ts | ",
            "4 Security Some((1, 2)): Start with |  | b.py | helpers",
            "9 Phase 2 None: c.py |  | c.py | ",
        ],
    );
}

#[test]
fn plans_without_phases_are_read_by_their_headings() {
    check_plan(
        "## Next Steps\n1. Test `a.py`\n\n## Where to Start\n| Step | Action | Files |\n|--|--|--|\n\
         | 1 | Unit test helpers | `b.ts`, `c.ts` |\n",
        &[
            "2 Next Steps None: Test a.py |  | a.py | ",
            "7 Where to Start None: Unit test helpers |  | b.ts c.ts | ",
        ],
    );
}

#[test]
fn what_is_not_read_is_told() {
    let document = read(
        "## Well-Tested\n- All repositories have tests\n\n30 files (35%) have >80% coverage.\n\n\
         | Layer | Ratio |\n|--|--|\n| x | 7 |\n",
    );
    let unread: Vec<_> = document.unread.iter().map(|unread| unread.line).collect();
    assert_eq!(unread, [2, 4, 6]);
}

#[test]
fn hostile_documents_are_no_harm() {
    let counts = |text: &str| {
        let document = read(text);
        (document.sections.len(), document.entries.len())
    };
    assert_eq!(counts(&format!("{}x", "| a ".repeat(20_000))), (1, 0));
    assert_eq!(counts(&"# a\n".repeat(20_000)), (20_001, 0));
    assert_eq!(counts(&format!("{}`a.py` ✓", "- ".repeat(5_000))), (1, 1));
    read("\u{202e}| File |\n|--|\n| `\u{1b}[31m.py` |\n");
}

#[test]
fn files_without_tests_may_stand_beside_a_count_of_others() {
    check(
        "# Summary\nOnly 1 of 7 stores has any tests, and the largest modules\n(`pod.rs`, `workload.rs`) have \
         zero tests.\n\nThe bus (`bus.py`) is at 0% coverage.\n",
        &[
            "2 Files pod.rs workload.rs: untested",
            "2 Prose Only 1 of 7 stores has any tests, and the largest modules (pod.rs, workload.rs) have zero tests.: 1 of 7",
            "5 Files bus.py: untested",
        ],
    );
}

#[test]
fn a_part_may_be_said_to_have_no_tests_in_words() {
    check(
        "## Conclusion\nCritical gaps exist in:\n\n1. **Backend API routes** - No E2E endpoint testing\n\
         2. **SDK experiments module** - Core functionality untested\n3. **Frontend** - Slow builds\n",
        &[
            "4 Prose Backend API routes: untested",
            "5 Prose SDK experiments module: untested",
        ],
    );
}

#[test]
fn what_stands_in_a_file_is_not_the_file() {
    check(
        "# Gaps\n\nRe-authentication is implemented in `src/net.ts` yet has zero tests.\n",
        &[],
    );
    check(
        "# Gaps\n\n`src/net.ts` has zero tests.\n",
        &["3 Files src/net.ts: untested"],
    );
}

#[test]
fn a_legend_of_levels_claims_nothing() {
    check(
        "# Levels\n\n- None - all of it untested\n- Sync - all of it untested\n",
        &["4 Prose Sync: untested"],
    );
}
