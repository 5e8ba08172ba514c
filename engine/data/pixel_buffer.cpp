#include "engine/data/pixel_buffer.h"

namespace zscape {

namespace {

constexpr int64_t kBytesTogether = 128 << 10;

std::unique_ptr<uint8_t[]> room(int64_t bytes) {
    return std::make_unique_for_overwrite<uint8_t[]>(static_cast<size_t>(bytes));
}

}  // namespace

PixelBuffer::PixelBuffer(const ImageSet& images, int64_t most)
    : images_(&images),
      pixels_(room(most * images.bytesPerImage())),
      mask_(images.hasMask() ? room(most * images.pixelsPerImage()) : nullptr) {}

const PixelRows& PixelBuffer::read(std::span<const int64_t> indices) {
    rows_.pixels = {pixels_.get(), indices.size() * static_cast<size_t>(images_->bytesPerImage())};
    if (mask_) rows_.mask = {mask_.get(), indices.size() * static_cast<size_t>(images_->pixelsPerImage())};
    images_->read(indices, rows_);
    return rows_;
}

int64_t readTogether(const ImageSet& images) { return std::max<int64_t>(1, kBytesTogether / images.bytesPerImage()); }

}  // namespace zscape
