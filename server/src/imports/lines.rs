//! Line numbers as an editor shows them.
//!
//! The csv crate's own are those of where it stood before a record: on the line before, where lines end in
//! CR LF, and on the first of the empty lines that it skips. Its byte offsets are right, so lines are counted
//! here as the bytes pass by.

use std::collections::VecDeque;
use std::io::{self, Read};

/// Passes bytes on, and remembers on which line and at which offset each line with something on it begins.
pub(super) struct LineCounter<R> {
    inner: R,
    /// Offset and number of the lines that have not been asked for yet.
    begun: VecDeque<(u64, u64)>,
    offset: u64,
    line: u64,
    line_is_empty: bool,
    after_carriage_return: bool,
}

impl<R: Read> LineCounter<R> {
    /// Counts the lines of `inner`, from 1.
    pub(super) fn new(inner: R) -> Self {
        Self {
            inner,
            begun: VecDeque::new(),
            offset: 0,
            line: 1,
            line_is_empty: true,
            after_carriage_return: false,
        }
    }

    /// The line on which a record begins that the csv reader began to look for at `offset`. Offsets only rise.
    pub(super) fn line_from(&mut self, offset: u64) -> u64 {
        while self.begun.front().is_some_and(|(begun, _)| *begun < offset) {
            self.begun.pop_front();
        }
        self.begun.front().map_or(self.line, |(_, line)| *line)
    }

    fn pass(&mut self, byte: u8) {
        match byte {
            // The second half of one line end.
            b'\n' if self.after_carriage_return => {}
            b'\n' | b'\r' => {
                self.line += 1;
                self.line_is_empty = true;
            }
            _ if self.line_is_empty => {
                self.begun.push_back((self.offset, self.line));
                self.line_is_empty = false;
            }
            _ => {}
        }
        self.after_carriage_return = byte == b'\r';
        self.offset += 1;
    }
}

impl<R: Read> Read for LineCounter<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        buffer[..length].iter().for_each(|byte| self.pass(*byte));
        Ok(length)
    }
}
