#include "ui/plane/point_renderer.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace zscape {

namespace {

constexpr int kLargestSide = 16;

// Where plane coordinates land in device pixels: px = x * scaleX + offsetX.
struct DeviceMap {
    float scaleX, offsetX, scaleY, offsetY;
    int left, top, right, bottom;  // of the plot area, right and bottom excluded
};

DeviceMap mapOf(const QImage& image, const PlaneView& view) {
    const double ratio = image.devicePixelRatio();
    const QPointF origin = view.toScreen({0, 0}) * ratio;
    const QRectF area = view.plotArea();
    DeviceMap map{};
    map.scaleX = static_cast<float>(view.scale() * ratio);
    map.scaleY = -map.scaleX;
    map.offsetX = static_cast<float>(origin.x());
    map.offsetY = static_cast<float>(origin.y());
    map.left = std::clamp(static_cast<int>(std::ceil(area.left() * ratio)), 0, image.width());
    map.top = std::clamp(static_cast<int>(std::ceil(area.top() * ratio)), 0, image.height());
    map.right = std::clamp(static_cast<int>(std::floor(area.right() * ratio)), map.left, image.width());
    map.bottom = std::clamp(static_cast<int>(std::floor(area.bottom() * ratio)), map.top, image.height());
    return map;
}

// GCC's and clang's portable vectors, two pixels in each: the compiler makes SSE2 or NEON of them.
using Bytes = uint8_t __attribute__((vector_size(8)));
using Words = uint16_t __attribute__((vector_size(16)));

// Two pixels. Opacity runs from 0 to 256, so colour * opacity + below * (256 - opacity) never passes 16 bits.
inline void blendTwo(uint32_t* pixels, const Words& colour, const uint16_t* opacity) {
    Bytes below;
    Words cover;
    std::memcpy(&below, pixels, sizeof below);
    std::memcpy(&cover, opacity, sizeof cover);
    const Words wide = __builtin_convertvector(below, Words);
    const Bytes result = __builtin_convertvector((colour * cover + wide * (256 - cover)) >> 8, Bytes);
    std::memcpy(pixels, &result, sizeof result);
}

// Pairs is known when compiled for the sizes that most points have; 0: as given.
template <int Pairs>
inline void blendStamp(uint32_t* row, std::ptrdiff_t stride, int side, int pairs, const Words& colour,
                       const uint16_t* opacity) {
    const int count = Pairs != 0 ? Pairs : pairs;
    for (int line = 0; line < side; ++line, row += stride)
        for (int pair = 0; pair < count; ++pair, opacity += 8)
            blendTwo(row + std::ptrdiff_t{2} * pair, colour, opacity);
}

inline uint32_t blendedPixel(uint32_t below, uint32_t colour, uint32_t opacity) {
    const uint32_t rest = 256 - opacity;
    const uint32_t redBlue = ((colour & 0x00FF00FF) * opacity + (below & 0x00FF00FF) * rest) >> 8;
    const uint32_t green = ((colour & 0x0000FF00) * opacity + (below & 0x0000FF00) * rest) >> 8;
    return 0xFF000000 | (redBlue & 0x00FF00FF) | (green & 0x0000FF00);
}

Words wordsOf(QRgb colour) {
    const uint32_t opaque = colour | 0xFF000000;
    const uint32_t two[2] = {opaque, opaque};
    Bytes bytes;
    std::memcpy(&bytes, two, sizeof bytes);
    return __builtin_convertvector(bytes, Words);
}

}  // namespace

double PointRenderer::radiusFor(int64_t inSight) {
    const double share = 70000.0 / static_cast<double>(std::max<int64_t>(inSight, 1));
    return std::clamp(1.25 * std::pow(share, 0.2), 0.7, 3.5);
}

PointRenderer::StampSet PointRenderer::makeStamps(double radius, double alpha, bool ring) {
    StampSet set;
    const double outer = ring ? radius + 1.0 : radius;
    // Half a pixel of soft edge on each side and the phases' span; what half a pixel more would hold cannot be seen.
    // The smallest are two by two: a million of them shall be quick.
    set.side = outer < 0.85 ? 2 : std::min(kLargestSide, static_cast<int>(std::ceil(2 * outer + 1.5)));
    set.pairs = (set.side + 1) / 2;
    set.reach = set.side / 2.0 - 0.5;
    const auto rowWords = static_cast<size_t>(set.pairs) * 8;
    set.opacity.assign(static_cast<size_t>(set.side) * rowWords * kPhases * kPhases, 0);
    uint16_t* words = set.opacity.data();
    for (int phaseY = 0; phaseY < kPhases; ++phaseY)
        for (int phaseX = 0; phaseX < kPhases; ++phaseX)
            for (int row = 0; row < set.side; ++row, words += rowWords)
                for (int column = 0; column < set.side; ++column) {
                    const double dx = column + 0.5 - set.reach - (phaseX + 0.5) / kPhases;
                    const double dy = row + 0.5 - set.reach - (phaseY + 0.5) / kPhases;
                    const double distance = std::hypot(dx, dy);
                    double cover = std::clamp(outer + 0.5 - distance, 0.0, 1.0);
                    if (ring) cover = std::min(cover, std::clamp(distance - (outer - 1.3) + 0.5, 0.0, 1.0));
                    std::fill_n(words + std::ptrdiff_t{4} * column, 4,
                                static_cast<uint16_t>(std::lround(256 * cover * alpha)));
                }
    return set;
}

void PointRenderer::drawLayer(QImage& image, const PlaneView& view, const PointArrays& points, const PointLook& look,
                              Layer layer, const StampSet (&stamps)[4]) {
    const DeviceMap map = mapOf(image, view);
    auto* const pixels = reinterpret_cast<uint32_t*>(image.bits());
    const std::ptrdiff_t stride = image.bytesPerLine() / 4;
    const size_t lastStyle = look.styles.size() - 1;
    std::vector<Words> colours;
    colours.reserve(look.styles.size());
    for (const PointStyle& style : look.styles) colours.push_back(wordsOf(style.colour));
    for (int64_t point = 0; point < points.count; ++point) {
        const float px = points.x[point] * map.scaleX + map.offsetX;
        const float py = points.y[point] * map.scaleY + map.offsetY;
        // False for NaN as well: a point without a place.
        if (!(px > static_cast<float>(map.left - kLargestSide) && px < static_cast<float>(map.right + kLargestSide) &&
              py > static_cast<float>(map.top - kLargestSide) && py < static_cast<float>(map.bottom + kLargestSide)))
            continue;
        if (layer.old && (points.old[point] != 0) != *layer.old) continue;
        if (layer.dim && (points.dim[point] != 0) != *layer.dim) continue;
        const size_t styleIndex = std::min<size_t>(points.group[point], lastStyle);
        const PointStyle& style = look.styles[styleIndex];
        if (style.hidden) continue;
        const StampSet& set = stamps[(style.ring ? 2 : 0) + (points.fresh[point] != 0 ? 1 : 0)];
        // The stamp's corner, cut into a whole pixel and a phase; +64 keeps the cast a floor at the left of the image.
        const float cornerX = px - static_cast<float>(set.reach) + 64;
        const float cornerY = py - static_cast<float>(set.reach) + 64;
        const int wholeX = static_cast<int>(cornerX);
        const int wholeY = static_cast<int>(cornerY);
        const int phaseX = static_cast<int>((cornerX - static_cast<float>(wholeX)) * kPhases);
        const int phaseY = static_cast<int>((cornerY - static_cast<float>(wholeY)) * kPhases);
        const uint16_t* opacity = set.at(phaseX, phaseY);
        const int x = wholeX - 64;
        const int y = wholeY - 64;
        if (x >= map.left && y >= map.top && x + 2 * set.pairs <= map.right && y + set.side <= map.bottom) {
            uint32_t* row = pixels + y * stride + x;
            const Words& colour = colours[styleIndex];
            if (set.pairs == 1) blendStamp<1>(row, stride, set.side, 1, colour, opacity);
            else if (set.pairs == 2) blendStamp<2>(row, stride, set.side, 2, colour, opacity);
            else blendStamp<0>(row, stride, set.side, set.pairs, colour, opacity);
            continue;
        }
        for (int line = 0; line < set.side; ++line)
            for (int column = 0; column < set.side; ++column) {
                const int atX = x + column;
                const int atY = y + line;
                if (atX < map.left || atX >= map.right || atY < map.top || atY >= map.bottom) continue;
                uint32_t& pixel = pixels[atY * stride + atX];
                pixel = blendedPixel(pixel, style.colour, opacity[line * set.pairs * 8 + column * 4]);
            }
    }
}

void PointRenderer::draw(QImage& image, const PlaneView& view, const PointArrays& points, const PointLook& look) {
    Q_ASSERT(image.format() == QImage::Format_RGB32);
    inSight_ = 0;
    if (look.styles.empty() || look.alpha <= 0) return;
    const DeviceMap map = mapOf(image, view);
    for (int64_t point = 0; point < points.count; ++point) {
        const float px = points.x[point] * map.scaleX + map.offsetX;
        const float py = points.y[point] * map.scaleY + map.offsetY;
        inSight_ += px >= static_cast<float>(map.left) && px < static_cast<float>(map.right) &&
                    py >= static_cast<float>(map.top) && py < static_cast<float>(map.bottom);
    }

    const double share = 70000.0 / static_cast<double>(std::max<int64_t>(inSight_, 1));
    const double alpha = look.alpha * std::clamp(0.62 * std::pow(share, 0.1), 0.5, 0.92);
    const double radius = std::min(radiusFor(inSight_) * image.devicePixelRatio(), kLargestSide / 2.0 - 2.5);
    const auto drawn = [&](Layer layer, double opacity) {
        const StampSet stamps[4] = {
            makeStamps(radius, opacity, false), makeStamps(radius, opacity * look.freshAlpha, false),
            makeStamps(radius, opacity, true), makeStamps(radius, opacity * look.freshAlpha, true)};
        drawLayer(image, view, points, look, layer, stamps);
    };
    const auto drawnByAge = [&](std::optional<bool> dim, double opacity) {
        if (!points.old) return drawn({{}, dim}, opacity);
        drawn({true, dim}, opacity * look.oldAlpha);
        drawn({false, dim}, opacity);
    };
    if (!points.dim) return drawnByAge({}, alpha);
    drawnByAge(true, alpha * look.dimAlpha);
    drawnByAge(false, alpha);
}

}  // namespace zscape
