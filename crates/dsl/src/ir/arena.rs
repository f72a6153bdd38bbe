//! Numbered storage: an id is made only by putting a value in, so a lookup always finds it.

use std::marker::PhantomData;

/// A number that stands for a value of an [`Arena`].
pub trait Id: Copy {
    /// The id with this number.
    fn from_index(index: usize) -> Self;
    /// The number.
    fn index(self) -> usize;
}

/// Declares ids, one newtype over `u32` each.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(pub(crate) u32);

        impl $crate::ir::Id for $name {
            fn from_index(index: usize) -> Self {
                Self(index as u32)
            }
            fn index(self) -> usize {
                self.0 as usize
            }
        }
    )* };
}
pub(crate) use ids;

/// Values numbered in the order in which they were put in.
#[derive(Clone, PartialEq, Debug)]
pub struct Arena<I, T> {
    items: Vec<T>,
    id: PhantomData<I>,
}

impl<I: Id, T> Arena<I, T> {
    /// Puts a value in and numbers it.
    pub fn push(&mut self, item: T) -> I {
        self.items.push(item);
        I::from_index(self.items.len() - 1)
    }

    /// The value with this id.
    #[expect(
        clippy::indexing_slicing,
        reason = "ids are made by `push` alone, and nothing is ever taken out"
    )]
    pub fn at(&self, id: I) -> &T {
        &self.items[id.index()]
    }

    /// The value with this id, if it is of this arena.
    pub fn get(&self, id: I) -> Option<&T> {
        self.items.get(id.index())
    }

    /// The value with this id, to be completed while the policy is checked.
    pub(crate) fn get_mut(&mut self, id: I) -> Option<&mut T> {
        self.items.get_mut(id.index())
    }

    /// Puts another value in the place of one; its id stands for the new one from then on.
    pub fn replace(&mut self, id: I, item: T) {
        if let Some(place) = self.items.get_mut(id.index()) {
            *place = item;
        }
    }

    /// All values with their ids, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator {
        self.items
            .iter()
            .enumerate()
            .map(|(i, item)| (I::from_index(i), item))
    }

    /// All values, in order.
    pub fn values(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }

    /// All ids, in order.
    pub fn ids(&self) -> impl Iterator<Item = I> + use<I, T> {
        (0..self.items.len()).map(I::from_index)
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is no value.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

impl<I, T> Default for Arena<I, T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            id: PhantomData,
        }
    }
}
