#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

namespace zscape {

/// More of one name or cell is never put into a sentence.
constexpr size_t kShownArgument = 1000;
/// More is never one line of a terminal.
constexpr size_t kShownLine = 4000;

/// A stranger's text (a file's name, a label, a cell, the title of a recipe) as people may be shown it: the one place
/// that cleans it, for sentences (ErrorInfo::sentence, the window's sentenceOf), names (displayName) and the terminal
/// (Output). Bytes that are not UTF-8 and characters that turn the order of others around become U+FFFD, a newline
/// U+2424, other control characters a space; of more than `limit` bytes the middle is left out. Looks at no more than
/// about `limit` bytes.
std::string shownText(std::string_view bytes, size_t limit = std::numeric_limits<size_t>::max());

}  // namespace zscape
