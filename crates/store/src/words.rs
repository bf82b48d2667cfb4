//! Enums that are stored as words.

/// Declares an enum whose values are stored as the given words, with `ALL`, `as_str` and `parse`.
macro_rules! words {
    (
        $(#[$meta:meta])*
        $name:ident { $( $(#[$value_meta:meta])* $value:ident = $word:literal ),+ $(,)? }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $( $(#[$value_meta])* $value ),+ }

        impl $name {
            /// Every value, in order of declaration.
            pub const ALL: &'static [Self] = &[ $( Self::$value ),+ ];

            /// The word in the database.
            pub fn as_str(self) -> &'static str {
                match self { $( Self::$value => $word ),+ }
            }

            /// The value of that word, if it is one.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $( $word => Some(Self::$value), )+ _ => None }
            }
        }
    };
}

pub(crate) use words;
