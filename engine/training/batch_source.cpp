#include "engine/training/batch_source.h"

#include "engine/core/error.h"
#include "engine/recipe/label_map.h"
#include "engine/kernels/parallel.h"
#include "engine/kernels/gather.h"
#include "engine/training/random.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <cstring>
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

/// Images of a batch lie anywhere: without asking early, each begins with a wait for memory (of vae-dense's step 2 %).
/// The processor sees by itself that a long one goes on.
constexpr int64_t kImagesAhead = 4;

void fetch(const uint8_t* image, int64_t bytes) {
    constexpr int64_t line = 64, enough = 2048;
    for (int64_t i = 0; i < std::min(bytes, enough); i += line) __builtin_prefetch(image + i);
}

}  // namespace

DataOrder::DataOrder(std::vector<int64_t> images, uint64_t seed) : images_(std::move(images)), seed_(seed) {}

void DataOrder::shuffle() {
    shuffled_ = images_;
    std::mt19937_64 generator(mixSeed(seed_, RandomStream::Order, static_cast<uint64_t>(epoch_)));
    for (size_t i = shuffled_.size(); i > 1; --i) std::swap(shuffled_[i - 1], shuffled_[below(generator, i)]);
    shuffledEpoch_ = epoch_;
}

std::vector<int64_t> DataOrder::next(int64_t count) {
    if (shuffledEpoch_ != epoch_) shuffle();
    const int64_t end = std::min(position_ + count, size());
    std::vector<int64_t> batch(shuffled_.begin() + position_, shuffled_.begin() + end);
    position_ = end;
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
    shuffledEpoch_ = -1;
}

BatchAssembler::BatchAssembler(std::shared_ptr<const ImageSet> images, at::Device device, bool channelsLast,
                               std::shared_ptr<const std::vector<int64_t>> rows, LabelOf labelOf)
    : images_(std::move(images)),
      device_(device),
      channelsLast_(channelsLast),
      rows_(std::move(rows)),
      labelOf_(std::move(labelOf)) {}

Tensor BatchAssembler::onHost(const std::vector<int64_t>& indices) const {
    const auto count = static_cast<int64_t>(indices.size());
    const int64_t size = images_->size();
    const int64_t channels = images_->channels();
    const int64_t perImage = images_->bytesPerImage();
    const auto layout = channelsLast_ ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
    const Tensor pixels = at::empty({count, channels, size, size}, at::TensorOptions().dtype(at::kFloat), layout);
    auto* to = pixels.data_ptr<float>();
    const uint8_t* from = images_->pixels();
    const bool planes = channels == 3 && !channelsLast_;
    // About 30 microseconds of work for each thread that is woken; and each has in its cache what it will multiply.
    const int64_t grain = std::max<int64_t>(1, 32768 / perImage);
    inParallel(count, grain, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i) {
            const uint8_t* image = from + indices[static_cast<size_t>(i)] * perImage;
            if (i + kImagesAhead < end)
                fetch(from + indices[static_cast<size_t>(i + kImagesAhead)] * perImage, perImage);
            if (planes) convertPlanes(image, to + i * perImage, size * size);
            else convertPixels(image, to + i * perImage, perImage);
        }
    });
    return pixels;
}

Tensor BatchAssembler::onDevice(const std::vector<int64_t>& indices) const {
    const auto count = static_cast<int64_t>(indices.size());
    const int64_t size = images_->size();
    const int64_t channels = images_->channels();
    const int64_t perImage = images_->bytesPerImage();
    // The caching host allocator gives pinned memory again only when the copy out of it is done.
    const Tensor rows =
        at::empty({count, size, size, channels}, at::TensorOptions().dtype(at::kByte).pinned_memory(true));
    auto* to = rows.data_ptr<uint8_t>();
    for (int64_t i = 0; i < count; ++i)
        std::memcpy(to + i * perImage, images_->pixels() + indices[static_cast<size_t>(i)] * perImage,
                    static_cast<size_t>(perImage));
    const Tensor pixels = rows.to(device_, /*non_blocking=*/true).permute({0, 3, 1, 2}).to(at::kFloat).div_(255.0);
    return pixels.contiguous(channelsLast_ ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous);
}

Batch BatchAssembler::make(const std::vector<int64_t>& indices) const {
    const bool cpu = device_.is_cpu();
    const auto count = static_cast<int64_t>(indices.size());
    const auto numbers = at::TensorOptions().dtype(at::kLong).pinned_memory(!cpu);
    Batch batch;
    batch.pixels = cpu ? onHost(indices) : onDevice(indices);
    images_->requireIntact();
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
