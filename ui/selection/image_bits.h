#pragma once

#include <cstdint>
#include <memory>
#include <vector>

namespace zscape {

/// A set of images, one bit for each: 125 kB for a million.
class ImageBits {
public:
    /// Empty. \param images of the image set; indices run from 0 to images - 1
    explicit ImageBits(int64_t images = 0);

    static ImageBits of(int64_t images, const std::vector<int64_t>& members);

    int64_t images() const { return images_; }
    int64_t count() const { return count_; }
    bool empty() const { return count_ == 0; }
    /// False for an index that is no image's.
    bool contains(int64_t image) const {
        return image >= 0 && image < images_ && (words_[wordOf(image)] >> (image % 64) & 1) != 0;
    }
    /// The first member at or after `from`; -1: none.
    int64_t next(int64_t from) const;
    std::vector<int64_t> members() const;  ///< ascending

    /// An index that is no image's is passed over.
    void insert(int64_t image);
    void remove(int64_t image);
    /// \pre of the same number of images
    void unite(const ImageBits& other);
    void subtract(const ImageBits& other);
    /// Who was in is out, and the other way round.
    void invert();

    bool operator==(const ImageBits&) const = default;

private:
    static size_t wordOf(int64_t image) { return static_cast<size_t>(image / 64); }
    void recount();

    int64_t images_ = 0, count_ = 0;
    std::vector<uint64_t> words_;
};

/// Shared by everybody who looks at it, and never changed: a change makes another one. Never null.
using ImageBitsPtr = std::shared_ptr<const ImageBits>;

}  // namespace zscape
