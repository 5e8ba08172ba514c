#include "engine/data/tile_overview.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <opencv2/imgproc.hpp>
#include <utility>

namespace zscape {

namespace {

constexpr int64_t kMostBytes = int64_t{128} << 20;
constexpr int kAtOnce = 64;

/// Of a tile's name: what the picture is called.
std::string pictureName(const ImageSet& images, int64_t index) {
    const std::string name = images.nameOf(index);
    return images.fileOf(index).string() + '\0' + name.substr(0, name.rfind(" (x "));
}

/// First and behind the last: the tiles of a picture follow each other.
std::pair<int64_t, int64_t> tilesBeside(const ImageSet& images, int64_t index, int64_t most) {
    const std::string name = pictureName(images, index);
    int64_t begin = index, end = index + 1;
    while (begin > 0 && end - begin <= most && pictureName(images, begin - 1) == name) --begin;
    while (end < images.count() && end - begin <= most && pictureName(images, end) == name) ++end;
    return {begin, end};
}

/// Pixels from `from` to `to`, at least one, within `limit`.
cv::Range pixelsOf(double from, double to, int limit) {
    const int begin = std::clamp(static_cast<int>(std::lround(from)), 0, limit - 1);
    return {begin, std::clamp(static_cast<int>(std::lround(to)), begin + 1, limit)};
}

/// A picture that is smaller than a tile lies in the middle of it.
cv::Rect filledPart(const ImagePlace& place, int size) {
    const int64_t scale = std::max<int64_t>(1, (std::max(place.width, place.height) + size - 1) / size);
    const auto width = static_cast<int>(std::clamp<int64_t>(place.width / scale, 1, size)),
               height = static_cast<int>(std::clamp<int64_t>(place.height / scale, 1, size));
    return {(size - width) / 2, (size - height) / 2, width, height};
}

}  // namespace

std::optional<TileOverview> overviewOf(const ImageSet& images, int64_t index, int side, uint8_t ground) {
    const ImagePlace own = images.placeOf(index);
    if (!own.isTile()) return std::nullopt;
    const int64_t most = kMostBytes / images.bytesPerImage();
    const auto [begin, end] = tilesBeside(images, index, most);
    if (end - begin > most) return std::nullopt;

    const double scale = side / static_cast<double>(std::max(own.pictureWidth, own.pictureHeight));
    const auto across = [&](int64_t pixels) {
        return std::max(1, static_cast<int>(std::lround(static_cast<double>(pixels) * scale)));
    };
    TileOverview overview;
    Picture& picture = overview.picture;
    picture.width = across(own.pictureWidth);
    picture.height = across(own.pictureHeight);
    picture.channels = images.channels();
    picture.colours = images.channelColours();
    picture.pixels.assign(static_cast<size_t>(picture.width) * static_cast<size_t>(picture.height) *
                              static_cast<size_t>(picture.channels),
                          ground);
    const int type = CV_8UC(picture.channels), size = images.size();
    cv::Mat whole(picture.height, picture.width, type, picture.pixels.data());
    std::vector<uint8_t> pixels(static_cast<size_t>(images.bytesPerImage() * kAtOnce));
    for (int64_t first = begin; first < end; first += kAtOnce) {
        std::vector<int64_t> some(static_cast<size_t>(std::min<int64_t>(kAtOnce, end - first)));
        std::iota(some.begin(), some.end(), first);
        try {
            images.read(some, {std::span(pixels).first(some.size() * static_cast<size_t>(images.bytesPerImage()))});
        } catch (const Error&) {
            return std::nullopt;  // said where the set is trained on or shown
        }
        for (size_t i = 0; i < some.size(); ++i) {
            const ImagePlace place = images.placeOf(some[i]);
            const cv::Mat tile(size, size, type, pixels.data() + i * static_cast<size_t>(images.bytesPerImage()));
            const cv::Range rows = pixelsOf(static_cast<double>(place.y) * scale,
                                            static_cast<double>(place.y + place.height) * scale, picture.height),
                            columns = pixelsOf(static_cast<double>(place.x) * scale,
                                               static_cast<double>(place.x + place.width) * scale, picture.width);
            cv::Mat part = whole(rows, columns);
            cv::resize(tile(filledPart(place, size)), part, part.size(), 0, 0, cv::INTER_AREA);
        }
    }
    overview.x = static_cast<double>(own.x) * scale;
    overview.y = static_cast<double>(own.y) * scale;
    overview.width = static_cast<double>(own.width) * scale;
    overview.height = static_cast<double>(own.height) * scale;
    return overview;
}

}  // namespace zscape
