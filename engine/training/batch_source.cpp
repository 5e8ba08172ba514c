#include "engine/training/batch_source.h"

#include "engine/core/error.h"
#include "engine/data/pixel_buffer.h"
#include "engine/recipe/label_map.h"
#include "engine/kernels/parallel.h"
#include "engine/kernels/gather.h"
#include "engine/training/random.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <random>

namespace zscape {

namespace {

/// Unbiased below `bound`: draws in the incomplete last stretch of the generator's range are drawn again.
uint64_t below(std::mt19937_64& generator, uint64_t bound) {
    const uint64_t limit = std::mt19937_64::max() - std::mt19937_64::max() % bound;
    uint64_t value = generator();
    while (value >= limit) value = generator();
    return value % bound;
}

/// A pixel and what is beside it, on the host, for a device: pinned.
Tensor pinnedBytes(at::IntArrayRef sizes) {
    return at::empty(sizes, at::TensorOptions().dtype(at::kByte).pinned_memory(true));
}

std::span<uint8_t> bytesOf(const Tensor& tensor) {
    return {tensor.data_ptr<uint8_t>(), static_cast<size_t>(tensor.numel())};
}

}  // namespace

DataOrder::DataOrder(std::vector<int64_t> images, uint64_t seed) : images_(std::move(images)), seed_(seed) {}

const std::vector<int64_t>& DataOrder::shuffled(int64_t epoch) {
    Shuffled& known = shuffled_[static_cast<size_t>(epoch % 2)];
    if (known.epoch == epoch) return known.images;
    known = {epoch, images_};
    std::mt19937_64 generator(mixSeed(seed_, RandomStream::Order, static_cast<uint64_t>(epoch)));
    for (size_t i = known.images.size(); i > 1; --i) std::swap(known.images[i - 1], known.images[below(generator, i)]);
    return known.images;
}

std::vector<int64_t> DataOrder::peek(int64_t count, int64_t ahead) {
    int64_t epoch = epoch_, begin = position_;
    for (; ahead > 0; --ahead) {
        begin += count;
        if (begin < size()) continue;
        ++epoch;
        begin = 0;
    }
    const std::vector<int64_t>& all = shuffled(epoch);
    return {all.begin() + begin, all.begin() + std::min(begin + count, size())};
}

std::vector<int64_t> DataOrder::next(int64_t count) {
    std::vector<int64_t> batch = peek(count);
    position_ += std::ssize(batch);
    if (position_ == size()) {
        ++epoch_;
        position_ = 0;
    }
    return batch;
}

void DataOrder::seek(uint64_t seed, int64_t epoch, int64_t position) {
    seed_ = seed;
    epoch_ = epoch;
    position_ = position;
    shuffled_ = {};
}

BatchAssembler::BatchAssembler(std::shared_ptr<const ImageSet> images, at::Device device, bool channelsLast,
                               std::shared_ptr<const std::vector<int64_t>> rows, LabelOf labelOf)
    : images_(std::move(images)),
      device_(device),
      channelsLast_(channelsLast),
      rows_(std::move(rows)),
      labelOf_(std::move(labelOf)) {}

void BatchAssembler::onHost(const std::vector<int64_t>& indices, const PixelRows* read, Batch& batch) const {
    const auto count = static_cast<int64_t>(indices.size());
    const int64_t size = images_->size(), channels = images_->channels();
    const int64_t perImage = images_->bytesPerImage(), plane = images_->pixelsPerImage();
    const auto layout = channelsLast_ ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
    batch.pixels = at::empty({count, channels, size, size}, at::TensorOptions().dtype(at::kFloat), layout);
    if (images_->hasMask()) batch.mask = at::empty({count, 1, size, size}, at::kFloat);
    auto* to = batch.pixels.data_ptr<float>();
    auto* maskTo = batch.mask.defined() ? batch.mask.data_ptr<float>() : nullptr;
    const bool planes = channels > 1 && !channelsLast_;
    const auto convert = [&](int64_t first, int64_t some, const uint8_t* pixels, const uint8_t* mask) {
        if (maskTo) convertPixels(mask, maskTo + first * plane, some * plane);
        if (!planes) convertPixels(pixels, to + first * perImage, some * perImage);
        for (int64_t i = 0; planes && i < some; ++i)
            convertPlanes(pixels + i * perImage, to + (first + i) * perImage, plane, channels);
    };
    // About 30 microseconds of work for each thread that is woken; and each has in its cache what it will multiply.
    const int64_t grain = std::max<int64_t>(1, 32768 / perImage);
    inParallel(count, grain, [&](int64_t begin, int64_t end) {
        if (read) {
            convert(begin, end - begin, read->pixels.data() + begin * perImage,
                    maskTo ? read->mask.data() + begin * plane : nullptr);
            return;
        }
        const std::span<const int64_t> mine(indices.data() + begin, static_cast<size_t>(end - begin));
        readInPieces(*images_, mine, [&](int64_t first, const PixelRows& rows) {
            convert(begin + first, std::ssize(rows.pixels) / perImage, rows.pixels.data(), rows.mask.data());
        });
    });
}

void BatchAssembler::onDevice(const std::vector<int64_t>& indices, const PixelRows* read, Batch& batch) const {
    const auto count = static_cast<int64_t>(indices.size());
    const int64_t size = images_->size();
    // The caching host allocator gives pinned memory again only when the copy out of it is done.
    const Tensor rows = pinnedBytes({count, size, size, images_->channels()});
    const Tensor mask = images_->hasMask() ? pinnedBytes({count, 1, size, size}) : Tensor();
    const PixelRows pinned{bytesOf(rows), mask.defined() ? bytesOf(mask) : std::span<uint8_t>()};
    if (read) {
        std::ranges::copy(read->pixels, pinned.pixels.begin());
        std::ranges::copy(read->mask, pinned.mask.begin());
    } else {
        images_->read(indices, pinned);
    }
    const auto sent = [this](const Tensor& bytes) { return bytes.to(device_, /*non_blocking=*/true); };
    batch.pixels = sent(rows).permute({0, 3, 1, 2}).to(at::kFloat).div_(255.0);
    batch.pixels =
        batch.pixels.contiguous(channelsLast_ ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous);
    if (mask.defined()) batch.mask = sent(mask).to(at::kFloat).div_(255.0);
}

Batch BatchAssembler::assembled(const std::vector<int64_t>& indices, const PixelRows* read) const {
    const bool cpu = device_.is_cpu();
    const auto count = static_cast<int64_t>(indices.size());
    const auto numbers = at::TensorOptions().dtype(at::kLong).pinned_memory(!cpu);
    Batch batch;
    if (cpu) onHost(indices, read, batch);
    else onDevice(indices, read, batch);
    batch.index = at::empty({count}, numbers);
    std::copy(indices.begin(), indices.end(), batch.index.data_ptr<int64_t>());
    if (labelOf_) {
        batch.label = at::empty({count}, numbers);
        auto* label = batch.label.data_ptr<int64_t>();
        for (const int64_t index : indices) *label++ = labelOf_(index);
    }
    if (rows_) {
        batch.row = at::empty({count}, numbers);
        auto* row = batch.row.data_ptr<int64_t>();
        for (const int64_t index : indices) *row++ = (*rows_)[static_cast<size_t>(index)];
    }
    if (!cpu) {
        if (batch.row.defined()) batch.row = batch.row.to(device_, /*non_blocking=*/true);
        batch.index = batch.index.to(device_, /*non_blocking=*/true);
        if (batch.label.defined()) batch.label = batch.label.to(device_, /*non_blocking=*/true);
    }
    return batch;
}

BatchAssembler::LabelOf labelsFor(const ModelSpec& spec, const ImageSet& images) {
    if (!spec.conditional()) return {};
    return [map = LabelMap(spec.shape, images), set = &images](int64_t image) {
        const int64_t label = map.of(image);
        if (label < 0)
            throw Error("label.unknown",
                        "The model is told each picture's label, and does not know that of %1: there are %2. Leave "
                        "such images out.",
                        {set->nameOf(image), map.unknown({image})});
        return label;
    };
}

}  // namespace zscape
