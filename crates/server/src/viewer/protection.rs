//! What a public link asks for after its secret: the password, tried five times at most, and *Show conversation*.

use chrono::{DateTime, TimeDelta, Utc};
use discreet_api_types::problem::ErrorCode;
use discreet_store::accounts::{Throttle, ThrottleLimits};
use discreet_store::sharing::ShareRow;
use discreet_store::sharing::denials::DenyReason;

use super::deny;
use super::open::Asking;
use crate::accounts::password;
use crate::app::App;
use crate::problem::{Answer, Refusal};

/// Per link and network: the fifth wrong password in a row closes the door for a while, longer each time.
const PER_NETWORK: ThrottleLimits = ThrottleLimits {
    failures: 4,
    window: TimeDelta::minutes(15),
    block: TimeDelta::seconds(30),
    longest_block: TimeDelta::hours(1),
};
/// Per link, from wherever: guessing from many networks at once.
const PER_LINK: ThrottleLimits = ThrottleLimits {
    failures: 100,
    window: TimeDelta::hours(1),
    block: TimeDelta::seconds(30),
    longest_block: TimeDelta::hours(1),
};

/// Asks for the link's password, if it has one. Whoever may not try again for now is told so before their try is
/// looked at: a right guess is not told from a wrong one meanwhile.
pub(super) async fn ask_password(app: &App, share: &ShareRow, asking: &Asking<'_>) -> Answer<()> {
    let (wanted, device) = (asking.wanted, asking.device);
    let Some(hash) = &share.password else {
        return Ok(());
    };
    let Some(tried) = &wanted.password else {
        return Err(Refusal::new(
            ErrorCode::PasswordRequired,
            "This link has a password. Ask the person who sent you the link for it.",
        ));
    };
    let now = app.now();
    // A new password is a new lock: old tries do not count against it.
    let lock = format!("{} {}", share.id, share.password_generation);
    let here = app
        .keys()
        .pseudonym("link password", &format!("{lock} {}", device.network.key()));
    let anywhere = app.keys().pseudonym("link password anywhere", &lock);
    let store = app.store();
    refuse_if_blocked(store.throttle_check(&anywhere, now).await?, now)?;
    // Counted before it is checked: of many tries at once, no more than five are checked.
    let turn = store.throttle_attempt(&here, now, &PER_NETWORK).await?;
    refuse_if_blocked(turn, now)?;
    if password::verify(app, tried.clone(), Some(hash.0.clone())).await? {
        return Ok(store.throttle_clear(&here).await?);
    }
    store.throttle_failure(&anywhere, now, &PER_LINK).await?;
    let who = device.actor_or_stranger(app, asking.visitor);
    deny(app, share, DenyReason::WrongPassword, who).await?;
    Err(Refusal::field(
        "password",
        "That is not the password of this link. Check it and try again.",
    )
    .with_code(ErrorCode::PasswordWrong))
}

fn refuse_if_blocked(throttle: Throttle, now: DateTime<Utc>) -> Answer<()> {
    match throttle {
        Throttle::Allowed => Ok(()),
        Throttle::Blocked { until } => {
            let seconds = u64::try_from((until - now).num_seconds()).unwrap_or(0) + 1;
            Err(Refusal::throttled(seconds))
        }
    }
}

/// Where views are limited, only a person who says so uses one up: no preview bot, no prefetcher.
pub fn ask_to_show(share: &ShareRow) -> Answer<()> {
    let Some(allowed) = share.max_views else {
        return Ok(());
    };
    let left = match allowed.saturating_sub(share.views) {
        1 => "It can be opened once more.".to_owned(),
        left => format!("It can be opened {left} more times."),
    };
    Err(Refusal::new(
        ErrorCode::ShowRequired,
        format!("This link opens only so often. {left}"),
    ))
}
