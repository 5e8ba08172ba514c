#pragma once

#include "engine/data/image_set.h"
#include "engine/session/layout_snapshot.h"
#include "engine/session/types.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

namespace zscape {

/// Small grey images without files. Image i has brightness i and label i * labels / count (class after class, as
/// folders come).
class FakeImages : public ImageSet {
public:
    explicit FakeImages(int64_t count, int labels = 2) : count_(count), labels_(labels) {
        for (int label = 0; label < labels; ++label) names_.push_back("class " + std::to_string(label));
        for (int64_t image = 0; image < count; ++image)
            pixels_.insert(pixels_.end(), 64, static_cast<uint8_t>(image % 256));
    }
    int64_t count() const override { return count_; }
    int size() const override { return 8; }
    int channels() const override { return 1; }
    void read(std::span<const int64_t> indices, const PixelRows& out) const override {
        copyImages(pixels_.data(), bytesPerImage(), indices, out.pixels);
    }
    int labelOf(int64_t image) const override { return labels_ == 0 ? -1 : static_cast<int>(image * labels_ / count_); }
    const std::vector<std::string>& labelNames() const override { return names_; }
    std::string nameOf(int64_t image) const override { return "image " + std::to_string(image); }
    std::filesystem::path fileOf(int64_t image) const override { return image == 0 ? "/tmp/image 0.png" : ""; }
    int64_t found() const override { return count_; }
    const std::vector<UnreadableFile>& unreadable() const override { return unreadable_; }
    const std::vector<std::string>& sources() const override { return sources_; }
    std::string fingerprint() const override { return "fake"; }
    const std::vector<std::string>& factorNames() const override { return sources_; }
    float factor(int64_t, int) const override { return 0; }

private:
    int64_t count_;
    int labels_;
    std::vector<uint8_t> pixels_;
    std::vector<std::string> names_, sources_;
    std::vector<UnreadableFile> unreadable_;
};

/// Images with a table beside them: "age" (10 times the index, none of image 1), "hair" (dark, fair in turn), "note".
class FakeTable : public FakeImages {
public:
    explicit FakeTable(int64_t count) : FakeImages(count) {
        Attribute age{"age", Attribute::Kind::Number, {}, 0, 10.0 * static_cast<double>(count - 1)};
        Attribute hair{"hair", Attribute::Kind::Category, {"dark", "fair"}, 0, 0};
        attributes_ = {age, hair, {"note", Attribute::Kind::Text, {}, 0, 0}};
    }
    const std::vector<Attribute>& attributes() const override { return attributes_; }
    double numberOf(int64_t image, size_t attribute) const override {
        if (attribute == 0) return image == 1 ? std::nan("") : 10.0 * static_cast<double>(image);
        return attribute == 1 ? static_cast<double>(image % 2) : std::nan("");
    }
    std::string textOf(int64_t image, size_t attribute) const override {
        if (attribute == 2) return "note " + std::to_string(image);
        const double number = numberOf(image, attribute);
        if (attribute == 1) return attributes_[1].categories[static_cast<size_t>(number)];
        return std::isnan(number) ? "" : std::to_string(static_cast<int>(number));
    }

private:
    std::vector<Attribute> attributes_;
};

/// A map of some images, ascending, two numbers each.
inline std::shared_ptr<LayoutSnapshot> mapOf(std::vector<int64_t> images, std::vector<float> xy) {
    auto map = std::make_shared<LayoutSnapshot>();
    map->request.settings.kind = LayoutKind::Tsne;
    map->phase = LayoutPhase::Running;
    auto layout = std::make_shared<Layout>();
    layout->settings.kind = LayoutKind::Tsne;
    layout->decodable = Decodable::ByNeighbours;
    layout->xy = std::move(xy);
    map->layout = layout;
    map->images = std::make_shared<const std::vector<int64_t>>(std::move(images));
    return map;
}

inline std::shared_ptr<CodeChunk> chunkOf(int64_t first, std::vector<float> mu, int dimensions = 2, int64_t step = 1) {
    auto chunk = std::make_shared<CodeChunk>();
    chunk->first = first;
    chunk->count = static_cast<int64_t>(mu.size()) / dimensions;
    CodeStamp stamp;
    stamp.step = step;
    chunk->stamps.assign(static_cast<size_t>(chunk->count), stamp);
    chunk->mu = std::move(mu);
    return chunk;
}

/// All codes: x0, y0, x1, y1, ...
inline std::shared_ptr<CodesSnapshot> codesOf(std::vector<float> mu, int dimensions = 2, int64_t step = 1) {
    auto codes = std::make_shared<CodesSnapshot>();
    codes->dimensions = dimensions;
    codes->count = codes->encoded = codes->young = static_cast<int64_t>(mu.size()) / dimensions;
    for (int64_t first = 0; first < codes->count; first += CodesSnapshot::kCodesPerChunk) {
        const int64_t end = std::min(codes->count, first + CodesSnapshot::kCodesPerChunk);
        codes->chunks.push_back(
            chunkOf(first, {mu.begin() + first * dimensions, mu.begin() + end * dimensions}, dimensions, step));
    }
    return codes;
}

inline std::shared_ptr<PlaneBasis> plainBasis(int dimensions = 2) {
    auto basis = std::make_shared<PlaneBasis>();
    basis->mean.assign(static_cast<size_t>(dimensions), 0.0F);
    for (size_t axis = 0; axis < 2; ++axis) {
        basis->axes[axis].assign(static_cast<size_t>(dimensions), 0.0F);
        basis->axes[axis][axis] = 1;
    }
    return basis;
}

inline Picture greyPicture(int size, uint8_t value) {
    return {size, size, 1, std::vector<uint8_t>(static_cast<size_t>(size) * static_cast<size_t>(size), value)};
}

}  // namespace zscape
