//! When a report was made.

/// Seconds that a local time may lie before or behind universal time.
const MAX_OFFSET: i64 = 15 * 3600;

/// Seconds that offsets of time zones are multiples of.
const OFFSET_STEP: i64 = 15 * 60;

/// Seconds between the time in a report and the time at which its file is written, at most.
const WRITING: i64 = 120;

/// A moment as reports write it, in seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// Universal time.
    Universal(i64),
    /// The local time of the machine that wrote it, wherever that was.
    Local(i64),
}

impl Clock {
    /// Reads a count since 1970, in seconds or milliseconds as its size tells.
    pub fn from_count(text: &str) -> Option<Self> {
        let count: i64 = text.trim().split('.').next()?.parse().ok()?;
        // Seconds beyond this are in the year 5138, milliseconds below it in 1973.
        let seconds = if count > 100_000_000_000 {
            count / 1000
        } else {
            count
        };
        (seconds > 0).then_some(Self::Universal(seconds))
    }

    /// Reads `2026-11-22T10:34:07.718426`, with an offset or without.
    pub fn from_date(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(moment) = text.parse::<jiff::Timestamp>() {
            return Some(Self::Universal(moment.as_second()));
        }
        let local: jiff::civil::DateTime = text.parse().ok()?;
        let moment = local.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        Some(Self::Local(moment.timestamp().as_second()))
    }

    /// Seconds since 1970 in universal time. A local time is set right by the time at which the
    /// report's file was written, where that is near enough to tell the zone.
    pub fn seconds(self, written: Option<i64>) -> i64 {
        match (self, written) {
            (Self::Universal(seconds), _) | (Self::Local(seconds), None) => seconds,
            (Self::Local(seconds), Some(written)) => {
                let offset = written.saturating_sub(seconds);
                if offset.abs() > MAX_OFFSET {
                    return seconds;
                }
                let zone = (offset + OFFSET_STEP / 2).div_euclid(OFFSET_STEP) * OFFSET_STEP;
                let is_told = offset.abs_diff(zone) <= WRITING.unsigned_abs();
                if is_told { seconds + zone } else { seconds }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_seconds_or_milliseconds() {
        let seconds = Some(Clock::Universal(1_795_343_490));
        assert_eq!(Clock::from_count("1795343490635"), seconds);
        assert_eq!(Clock::from_count("1795343490"), seconds);
        assert_eq!(Clock::from_count("1795343490.25"), seconds);
        assert_eq!(Clock::from_count("0"), None);
        assert_eq!(Clock::from_count("soon"), None);
    }

    #[test]
    fn dates_may_lack_a_zone() {
        // 2026-11-22 is 20779 days after 1970-01-01.
        let noon = 20_779 * 86_400 + 12 * 3600;
        assert_eq!(
            Clock::from_date("2026-11-22T12:00:00.5"),
            Some(Clock::Local(noon))
        );
        assert_eq!(
            Clock::from_date("2026-11-22T13:00:00+01:00"),
            Some(Clock::Universal(noon))
        );
        assert_eq!(Clock::from_date("yesterday"), None);
    }

    #[test]
    fn the_zone_of_a_local_time_shows_in_the_time_of_writing() {
        let local = Clock::Local(100_000);
        assert_eq!(local.seconds(None), 100_000);
        // Written 3 s later by a clock two hours behind, or three and a half ahead.
        assert_eq!(local.seconds(Some(100_003 - 7200)), 100_000 - 7200);
        assert_eq!(local.seconds(Some(100_003 + 12_600)), 100_000 + 12_600);
        // Copied some time later: no zone is seven minutes off.
        assert_eq!(local.seconds(Some(100_000 + 3600 + 420)), 100_000);
        // Copied days later.
        assert_eq!(local.seconds(Some(400_000)), 100_000);
    }
}
