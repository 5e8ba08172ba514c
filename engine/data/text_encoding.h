#pragma once

#include <cstdint>
#include <string>

namespace zscape {

/// The text of a file that a spreadsheet or a script wrote, as UTF-8 without a byte order mark: UTF-8, UTF-16 with a
/// mark, and for everything else Windows-1252.
std::string textAsUtf8(std::string bytes);

/// \param point of Unicode, no surrogate
void appendCodePoint(std::string& text, uint32_t point);

}  // namespace zscape
