#pragma once

#include "engine/data/decode.h"

#include <array>
#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <optional>

namespace zscape {

/// The same picture, made square, on two backgrounds.
struct OnBoth {
    cv::Mat white, black;
};

/// On which background transparent pictures are seen, by some of them. A picture is lost on one where its shades differ
/// there by less than a third of what they do on the other: nearly all that is opaque of it has the background's shade.
/// One that has shades of its own is lost on neither.
class BackgroundGuess {
public:
    /// \param picture 8 bits, grey or red, green, blue
    void add(const OnBoth& picture);

    int64_t pictures() const { return pictures_; }
    /// White, but black where more of them are lost on white than on black.
    std::array<uint8_t, 3> colour() const;
    /// How many of them are lost on that all the same.
    int64_t lost() const;

private:
    int64_t pictures_ = 0, lostOnWhite_ = 0, lostOnBlack_ = 0;
};

/// A picture for a guess; nothing for one that is not transparent, or no picture. decode(a Target, its FileFacts*) is
/// as decodeFile(), and throws what that throws.
template <class Decode>
std::optional<OnBoth> onBoth(Target target, const Decode& decode) {
    FileFacts facts;
    OnBoth picture;
    target.background = {255, 255, 255};
    picture.white = decode(target, &facts);
    if (picture.white.empty() || !facts.transparent) return std::nullopt;
    target.background = {0, 0, 0};
    picture.black = decode(target, &facts);
    return picture;
}

}  // namespace zscape
