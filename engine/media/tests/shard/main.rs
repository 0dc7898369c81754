//! Whole bursts through a shard, to the packet.

mod burst;
mod floor;
mod many;
mod row;
mod several;
mod world;
