//! How far a conversation is exposed: what the status indicator says.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use discreet_api_types::conversations::Exposure;
use discreet_api_types::sharing::AudienceKind;
use discreet_store::conversations::ShareSummary;
use discreet_store::sharing::{ShareRow, ShareState, ShareStatus};

use super::audience_out;

/// What the indicator needs of one share.
struct Live {
    audience: AudienceKind,
    expires_at: Option<DateTime<Utc>>,
    snapshot_revision: i64,
}

/// From all shares of a conversation.
pub fn of_shares(shares: &[ShareRow], revision: i64, now: DateTime<Utc>) -> Exposure {
    let (live, ended): (Vec<_>, Vec<_>) = shares
        .iter()
        .partition(|share| share.status(now) == ShareStatus::Active);
    let people: HashSet<_> = live
        .iter()
        .flat_map(|share| {
            let named = share.people.iter().map(|person| person.id);
            named.chain(share.teams.iter().flat_map(|team| team.members.clone()))
        })
        .collect();
    let of = |share: &&ShareRow| Live {
        audience: audience_out(share.audience),
        expires_at: share.expires_at,
        snapshot_revision: share.snapshot_revision,
    };
    let exposure = exposure(
        &live.iter().map(of).collect::<Vec<_>>(),
        people.len(),
        revision,
    );
    let ended = ended
        .iter()
        .filter(|share| share.status(now) != ShareStatus::Paused)
        .count();
    Exposure {
        ended: u32::try_from(ended).unwrap_or(u32::MAX),
        ..exposure
    }
}

/// From what the list knows of them. People are counted share by share, and ended shares are not known.
pub fn of_summaries(shares: &[ShareSummary], revision: i64, now: DateTime<Utc>) -> Exposure {
    let is_live = |share: &&ShareSummary| {
        share.state == ShareState::Active
            && share.expires_at.is_none_or(|at| at > now)
            && share.max_views.is_none_or(|most| share.views < most)
    };
    let live: Vec<&ShareSummary> = shares.iter().filter(is_live).collect();
    let people = live.iter().map(|share| share.people as usize).sum();
    let of = |share: &&ShareSummary| Live {
        audience: audience_out(share.audience),
        expires_at: share.expires_at,
        snapshot_revision: share.snapshot_revision,
    };
    exposure(&live.iter().map(of).collect::<Vec<_>>(), people, revision)
}

fn exposure(live: &[Live], people: usize, revision: i64) -> Exposure {
    let worst = live.iter().map(|share| share.audience).max();
    let of_worst = || live.iter().filter(|share| Some(share.audience) == worst);
    let never = of_worst().any(|share| share.expires_at.is_none());
    let last = of_worst().filter_map(|share| share.expires_at).max();
    Exposure {
        worst,
        people: u32::try_from(people).unwrap_or(u32::MAX),
        live: u32::try_from(live.len()).unwrap_or(u32::MAX),
        ended: 0,
        expires_at: last.filter(|_| !never).map(Into::into),
        changed_since: live.iter().any(|share| share.snapshot_revision != revision),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn live(audience: AudienceKind, hours: Option<i64>, snapshot_revision: i64) -> Live {
        let expires_at = hours.map(|hours| DateTime::UNIX_EPOCH + chrono::TimeDelta::hours(hours));
        Live {
            audience,
            expires_at,
            snapshot_revision,
        }
    }

    #[test]
    fn the_worst_exposure_comes_first_with_its_own_last_expiry() {
        let shares = [
            live(AudienceKind::People, None, 3),
            live(AudienceKind::Public, Some(1), 3),
            live(AudienceKind::Public, Some(5), 3),
        ];
        let exposure = exposure(&shares, 2, 3);
        assert_eq!(exposure.worst, Some(AudienceKind::Public));
        assert_eq!(exposure.expires_at.unwrap().0, "1970-01-01T05:00:00.000Z");
        assert!(!exposure.changed_since);
    }

    #[test]
    fn one_share_without_end_means_never_and_an_old_revision_means_changed() {
        let shares = [
            live(AudienceKind::Organisation, None, 2),
            live(AudienceKind::Organisation, Some(5), 3),
        ];
        let exposure = exposure(&shares, 0, 3);
        assert_eq!(exposure.expires_at, None);
        assert!(exposure.changed_since);
    }
}
