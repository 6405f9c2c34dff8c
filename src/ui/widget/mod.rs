//! Pieces that views are drawn with. All of them stay inside the area they are given, whatever
//! its size.

mod chart;
mod cursor;
mod cut;
mod document;
mod gauge;
mod pen;
mod popup;

pub(crate) use crate::model::percent;
pub(crate) use chart::{Point, chart, sparkline};
pub(crate) use cursor::Cursor;
pub(crate) use cut::{cut_end, cut_middle, cut_start, cut_title, width_of};
pub(crate) use document::{Document, Piece, wrap};
pub(crate) use gauge::gauge;
pub(crate) use pen::{Pen, Row};
pub(crate) use popup::{inside, placed, popup};
