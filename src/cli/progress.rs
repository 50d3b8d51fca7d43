//! Progress on standard error, when somebody is looking.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;

/// A bar that shows only on a terminal, and only for work that takes a moment.
#[derive(Debug)]
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// A bar of `steps` steps.
    #[must_use]
    pub(super) fn new(what: &str, steps: usize) -> Self {
        let target = if std::io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(steps as u64), target);
        if let Ok(style) = ProgressStyle::with_template("{msg} [{wide_bar}] {pos}/{len} {eta}") {
            bar.set_style(style);
        }
        bar.set_message(what.to_owned());
        Self(bar)
    }

    /// One step done.
    pub(super) fn tick(&self) {
        self.0.inc(1);
    }

    /// So many steps done.
    pub(super) fn advance(&self, steps: usize) {
        self.0.inc(steps as u64);
    }

    /// All done: the bar goes away.
    pub(super) fn finish(self) {
        self.0.finish_and_clear();
    }
}
