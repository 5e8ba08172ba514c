#pragma once

#include "engine/data/image_set.h"

#include <random>

namespace zscape {

/// A small image set in memory: soft blobs at random places, the same for the same seed.
class MemoryImages : public ImageSet {
public:
    MemoryImages(int64_t count, int size, int channels, uint64_t seed = 7)
        : count_(count),
          size_(size),
          channels_(channels) {
        std::mt19937_64 generator(seed);
        pixels_.reserve(static_cast<size_t>(count * bytesPerImage()));
        for (int64_t image = 0; image < count; ++image) {
            const int centreX = static_cast<int>(generator() % static_cast<uint64_t>(size));
            const int centreY = static_cast<int>(generator() % static_cast<uint64_t>(size));
            for (int y = 0; y < size; ++y)
                for (int x = 0; x < size; ++x)
                    for (int channel = 0; channel < channels; ++channel) {
                        const int distance = (x - centreX) * (x - centreX) + (y - centreY) * (y - centreY);
                        pixels_.push_back(static_cast<uint8_t>(255 / (1 + distance / (4 + 3 * channel))));
                    }
        }
    }

    int64_t count() const override { return count_; }
    int size() const override { return size_; }
    int channels() const override { return channels_; }
    /// All of them, count x size x size x channels.
    virtual const uint8_t* pixels() const { return pixels_.data(); }
    void read(std::span<const int64_t> indices, const PixelRows& out) const override {
        copyImages(pixels(), bytesPerImage(), indices, out.pixels);
    }
    /// \param ofTurn the label of every image whose number leaves the same remainder; -1: none
    void setLabels(std::vector<std::string> names, std::vector<int> ofTurn) {
        labels_ = std::move(names);
        ofTurn_ = std::move(ofTurn);
    }

    int labelOf(int64_t index) const override { return ofTurn_[static_cast<size_t>(index) % ofTurn_.size()]; }
    const std::vector<std::string>& labelNames() const override { return labels_; }
    std::string nameOf(int64_t index) const override { return "image " + std::to_string(index); }
    std::filesystem::path fileOf(int64_t) const override { return {}; }
    int64_t found() const override { return count_; }
    const std::vector<UnreadableFile>& unreadable() const override { return unreadable_; }
    const std::vector<std::string>& sources() const override { return none_; }
    std::string fingerprint() const override { return "memory"; }
    const std::vector<std::string>& factorNames() const override { return none_; }
    float factor(int64_t, int) const override { return 0; }

private:
    int64_t count_;
    int size_;
    int channels_;
    std::vector<uint8_t> pixels_;
    std::vector<std::string> labels_{"one", "two", "three"};
    std::vector<int> ofTurn_{0, 1, 2};
    std::vector<std::string> none_;
    std::vector<UnreadableFile> unreadable_;
};

}  // namespace zscape
