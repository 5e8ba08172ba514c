#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace zscape {

/// Colours by numbers, where no ICC profile says what they are.
struct DescribedColours {
    /// How light becomes a number.
    enum class Curve : uint8_t { Srgb, Power, Pq, Hlg };

    std::string name;  ///< for people: "Display P3"
    /// x and y of white, red, green, blue (CIE 1931).
    std::array<double, 8> chromaticities{0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06};
    Curve curve = Curve::Srgb;
    double gamma = 1;  ///< of Power: light is the number to this power
};

/// What a file says its colours are; where it says nothing they are taken as sRGB.
struct ColourProfile {
    std::vector<uint8_t> icc;
    std::optional<DescribedColours> described;  ///< where there is no `icc`
    bool damaged = false;                       ///< there is one that cannot be read

    bool isNone() const { return icc.empty() && !described && !damaged; }
};

/// By the numbers of ITU-T H.273, which HEIC and AVIF (nclx) and PNG (cICP) have; nothing for sRGB and what is not
/// known. The curves of video (BT.709, BT.601, BT.2020) are taken as sRGB's, as browsers do: what is coded so was seen
/// on such screens.
std::optional<DescribedColours> describedColours(int primaries, int transfer);

}  // namespace zscape
