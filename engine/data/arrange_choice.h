#pragma once

#include <string>

namespace zscape {

/// What a person chose for labels, split or group.
struct ArrangeChoice {
    enum class Kind { Guess, None, Own, Source, Random, Level, Pattern, Column };
    /// Source: the split of arrays only, never that of folders or tables (projects of before these were looked at).
    Kind kind = Kind::Guess;
    int level = 0;     ///< Level: 1 or more
    std::string text;  ///< Pattern, Column
};

/// Reads "level:2", "none", "pattern:RE", "column:NAME", "own", "source", "random" or "", as far as `key` (labels,
/// split, group) takes it.
/// \throws Error "setting.value" with what it takes
ArrangeChoice arrangeChoice(const std::string& key, const std::string& value);

}  // namespace zscape
