//! The recipients' door: `/s/…`, for members and strangers alike.

/// Shows the share that the address names.
fn main() {
    discreet_app::viewer::start();
}
