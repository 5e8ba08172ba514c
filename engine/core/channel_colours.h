#pragma once

#include "engine/core/picture.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace zscape {

/// A colour that channels are commonly shown in.
struct NamedColour {
    std::string_view name;      ///< English, lower case: "red"
    std::array<uint8_t, 3> of;  ///< red, green, blue, of the full value: that of "grey" is white
};
/// Red, green, blue, grey, cyan, magenta, yellow, orange.
std::span<const NamedColour> namedColours();

/// Red, green, blue as "#rrggbb", and back; nothing for anything else.
std::string textOfColour(const std::array<uint8_t, 3>& colour);
std::optional<std::array<uint8_t, 3>> colourFrom(std::string_view text);

/// "green,magenta,#00c0ff": names where there are; "auto" for none.
std::string textOf(const ChannelColours& colours);
/// And back, also with blanks, and "white", "gray", "grays". \throws Error "setting.value"
ChannelColours channelColoursFrom(std::string_view text);

}  // namespace zscape
