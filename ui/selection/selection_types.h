#pragma once

#include "engine/core/picture.h"

#include <QPointF>
#include <QString>

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace zscape {

/// The two ends of a path.
enum class PathEnd { A, B };

/// The place that the decoder is kept at.
struct KeptPoint {
    int64_t image = -1;       ///< whose point it is; below 0: a place without an image
    QPointF at;               ///< plane coordinates now: a code's place moves with the weights and the axes
    std::vector<float> code;  ///< empty: nobody has said yet where codes lie

    bool operator==(const KeptPoint&) const = default;
};

/// A picture from outside that lies on the plane.
struct OutsideImage {
    QString name;             ///< "cat.png"
    Picture picture;          ///< as the model sees it
    std::vector<float> code;  ///< by the weights of now
    QPointF at;               ///< plane coordinates of the code now

    /// The same picture. Its code and place follow the weights.
    bool operator==(const OutsideImage& other) const {
        return name == other.name && picture.pixels == other.picture.pixels;
    }
};

/// An end of the path.
struct EndPoint {
    int64_t image = -1;       ///< index into the set; below 0: a place, or a picture from outside
    QPointF at;               ///< plane coordinates of the code now
    std::vector<float> code;  ///< empty: not encoded yet, so that it has no place
    Picture picture;          ///< of the image or the file; empty: a place
    QString name;             ///< "test 194"; empty for a place without an image
    Picture decoded;          ///< what the decoder draws at a place; empty: not there yet

    const Picture& shown() const { return picture.empty() ? decoded : picture; }
    bool hasPlace() const { return !code.empty(); }
    /// The same end at the same place. What the decoder draws there follows from that.
    bool operator==(const EndPoint& other) const {
        return image == other.image && at == other.at && code == other.code && name == other.name &&
               picture.pixels == other.picture.pixels;
    }
};

inline EndPoint endFrom(const OutsideImage& image) { return {-1, {}, image.code, image.picture, image.name, {}}; }

/// A first, then B.
using PathEnds = std::array<std::optional<EndPoint>, 2>;

inline size_t indexOf(PathEnd end) { return end == PathEnd::A ? 0 : 1; }

/// Where codes lie on the plane that is shown, and which code lies where.
class CodeMap {
public:
    virtual ~CodeMap() = default;
    /// Of an image, when it is encoded.
    virtual std::optional<std::vector<float>> codeOf(int64_t image) const = 0;
    /// Whether a code is one of the model that is there.
    virtual bool fits(const std::vector<float>& code) const = 0;
    /// \pre fits(code)
    virtual QPointF place(const std::vector<float>& code) const = 0;
    /// The code at a place. What the plane does not show comes from `rest`, or is the mean when that is empty or fits
    /// not. Empty without a model.
    virtual std::vector<float> codeAt(QPointF place, const std::vector<float>& rest = {}) const = 0;
    /// Where an image's point lies, where that is not its code's place: on a map. None elsewhere.
    virtual std::optional<QPointF> mappedPlace(int64_t image) const {
        static_cast<void>(image);
        return std::nullopt;
    }
    /// What a place borrows where the image is the current one (below 0: none).
    virtual std::vector<float> restOf(int64_t image) const = 0;
};

}  // namespace zscape
