#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zscape {

/// What a file says of a channel of its pictures.
struct NamedChannel {
    std::string name;                              ///< UTF-8, a stranger's; empty: nothing
    std::optional<std::array<uint8_t, 3>> colour;  ///< red, green, blue of its full value

    bool operator==(const NamedChannel&) const = default;
};

/// As OME-XML has them in its first Pixels: empty where these are not `channels`, or nothing tells them apart.
std::vector<NamedChannel> channelsOfOme(std::string_view description, int channels);

/// What ImageJ writes beside its pictures.
struct ImageJNotes {
    std::vector<std::array<uint8_t, 3>> colours;  ///< the full values of its lookup tables, one for each channel
    std::vector<std::string> labels;              ///< of its pages, UTF-8
};
/// Its fields 50838 and 50839, in the byte order of the file; what is damaged is left out.
ImageJNotes imageJNotesFrom(std::span<const uint32_t> counts, std::span<const uint8_t> bytes, bool bigEndian);
/// As channelsOfOme(). A page's label is its channel's name where all pages of that channel have the same.
std::vector<NamedChannel> channelsOf(const ImageJNotes& notes, int channels);

}  // namespace zscape
