#pragma once

#include "engine/core/error.h"

#include <string>
#include <vector>

namespace zscape {

/// What a person opens, where it may hold several sets of images: "/data/EMNIST#letters".
struct NamedSource {
    std::string path;
    std::string set;  ///< words of the set's name; empty: the only one
};

/// A path that exists as it is written is one; else the last # parts path and set.
NamedSource namedSource(const std::string& source);

/// Whether what it names is there, whatever sets it holds.
bool sourceExists(const std::string& source);

/// For who names no source at all.
Error nothingChosen();

/// Whether every word of `set` is one of `words` (see wordsOf()); numbers behind a word do not matter.
bool namesSet(const std::string& set, const std::vector<std::string>& words);

/// For each of some sets, given by their words parted by blanks, the words that not all of them have: what one has to
/// say to mean it. All its words where that is none.
std::vector<std::string> distinguishing(const std::vector<std::string>& sets);

}  // namespace zscape
