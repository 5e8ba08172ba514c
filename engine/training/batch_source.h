#pragma once

#include "engine/data/image_set.h"
#include "engine/model/parts.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace zscape {

/// In which order the training images come: a new shuffle each epoch, known from (seed, epoch) alone, so that a
/// checkpoint needs two numbers to go on in the middle of an epoch. Own Fisher-Yates over std::mt19937_64, the same on
/// every platform.
class DataOrder {
public:
    DataOrder(std::vector<int64_t> images, uint64_t seed);

    /// The next up to `count` images; fewer at the end of an epoch, never none, and none left out.
    std::vector<int64_t> next(int64_t count);
    /// What next(count) will give after `ahead` others like it; nothing moves.
    std::vector<int64_t> peek(int64_t count, int64_t ahead = 0);

    int64_t epoch() const { return epoch_; }        ///< epochs finished
    int64_t position() const { return position_; }  ///< images of the current epoch that were given out
    int64_t size() const { return static_cast<int64_t>(images_.size()); }
    double epochsDone() const {
        return static_cast<double>(epoch_) + static_cast<double>(position_) / static_cast<double>(size());
    }
    uint64_t seed() const { return seed_; }

    void seek(uint64_t seed, int64_t epoch, int64_t position);

private:
    const std::vector<int64_t>& shuffled(int64_t epoch);

    struct Shuffled {
        int64_t epoch = -1;
        std::vector<int64_t> images = {};
    };
    std::vector<int64_t> images_;       ///< ascending
    std::array<Shuffled, 2> shuffled_;  ///< of even and of odd epochs: the end of one is seen with the next
    uint64_t seed_;
    int64_t epoch_ = 0;
    int64_t position_ = 0;
};

/// Calls work(piece) for pieces of `indices` of at most `batch`, in order.
template <typename Work>
void inBatches(const std::vector<int64_t>& indices, int64_t batch, Work work) {
    for (size_t begin = 0; begin < indices.size(); begin += static_cast<size_t>(batch)) {
        const size_t end = std::min(indices.size(), begin + static_cast<size_t>(batch));
        work(std::vector<int64_t>(indices.begin() + static_cast<std::ptrdiff_t>(begin),
                                  indices.begin() + static_cast<std::ptrdiff_t>(end)));
    }
}

/// For a set that its owner keeps for longer than the pointer is used: owns nothing.
inline std::shared_ptr<const ImageSet> borrowed(const ImageSet& images) { return {std::shared_ptr<void>(), &images}; }

/// Makes batches out of an image set's uint8 pixels, on the threads of whoever asks.
class BatchAssembler {
public:
    using LabelOf = std::function<int64_t(int64_t image)>;
    /// `rows`: the row of each image in the codes' table, -1: none; null: no image has one.
    /// `labelOf`: the model's label of an image; empty: batches carry none
    BatchAssembler(std::shared_ptr<const ImageSet> images, at::Device device, bool channelsLast,
                   std::shared_ptr<const std::vector<int64_t>> rows = nullptr, LabelOf labelOf = {});

    /// Pixels [B,C,S,S] in [0,1] on the device, in the layout of the plan; on CUDA copied without waiting and converted
    /// there.
    /// \throws Error as ImageSet::read()
    Batch make(const std::vector<int64_t>& indices) const { return assembled(indices, nullptr); }
    /// The same of what was read of these images before.
    Batch make(const std::vector<int64_t>& indices, const PixelRows& read) const { return assembled(indices, &read); }

private:
    Batch assembled(const std::vector<int64_t>& indices, const PixelRows* read) const;
    void onHost(const std::vector<int64_t>& indices, const PixelRows* read, Batch& batch) const;
    void onDevice(const std::vector<int64_t>& indices, const PixelRows* read, Batch& batch) const;

    std::shared_ptr<const ImageSet> images_;
    at::Device device_;
    bool channelsLast_;
    std::shared_ptr<const std::vector<int64_t>> rows_;
    LabelOf labelOf_;
};

/// Of a model that is told labels, those of the images of this set, which outlives it; of others empty.
/// \throws (when called) Error "label.unknown" for an image whose label the run does not know: knownTo() leaves such
/// images out
BatchAssembler::LabelOf labelsFor(const ModelSpec& spec, const ImageSet& images);

}  // namespace zscape
