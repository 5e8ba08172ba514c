#pragma once

#include "engine/core/error.h"
#include "engine/session/threads/model_service.h"
#include "tests/engine/session/threads/event_log.h"
#include "tests/engine/session/threads/gate.h"

#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace zscape::testing {

/// What fake models do and where; shared by all of a test.
class FakeModels {
public:
    Gate gate;  ///< before each slice

    /// One slice's first item: the first number of its code, or the first pixel of its picture.
    void note(int item) {
        gate.pass();
        const std::lock_guard lock(mutex_);
        slices_.push_back(item);
    }
    std::vector<int> slices() const {
        const std::lock_guard lock(mutex_);
        return slices_;
    }
    void built() {
        const std::lock_guard lock(mutex_);
        ++built_;
    }
    int builds() const {
        const std::lock_guard lock(mutex_);
        return built_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<int> slices_;  ///< guarded by mutex_
    int built_ = 0;            ///< guarded by mutex_
};

struct FakeSpec {
    size_t dimensions = 2;
    int64_t labels = 0;  ///< 0: is told none
    bool encoder = true;
    bool variance = true;
    int64_t searchSteps = 40;
    bool broken = false;  ///< its weights cannot be loaded
};

/// A model whose answers say what they were made of: a picture's pixels are (step, label, first number of the code),
/// a code is (first pixel, step, label), cut to the dimensions; of a round trip the first number is that of the code
/// plus 0.5, sigma is (step, label), and a code's stretch is 10,000 step + 100 label + its first number. What only the
/// service's thread may touch is plain on purpose: ThreadSanitizer sees every use by another one.
class FakeModel : public ServedModel {
public:
    FakeModel(FakeModels& models, FakeSpec spec) : models_(models), spec_(spec) { models_.built(); }

    void use(int64_t step) { step_ = step; }

    bool isConditional() const override { return spec_.labels > 0; }
    bool hasEncoder() const override { return spec_.encoder; }
    bool hasVariance() const override { return spec_.variance; }

    std::vector<Picture> decode(std::span<const std::vector<float>> codes, std::span<const int64_t> labels) override {
        models_.note(static_cast<int>(codes[0][0]));
        std::vector<Picture> pictures;
        for (size_t i = 0; i < codes.size(); ++i) {
            if (codes[i].size() != spec_.dimensions) throw Error("test.size", "The code has another length.");
            pictures.push_back({3, 1, 1, {byte(step_), byte(labelOf(labels, i)), byte(int64_t(codes[i][0]))}});
        }
        return pictures;
    }
    std::vector<std::vector<float>> encode(std::span<const Picture> pictures,
                                           std::span<const int64_t> labels) override {
        std::vector<std::vector<float>> codes = codesOf(pictures, labels);
        models_.note(static_cast<int>(codes[0][0]));
        return codes;
    }
    std::unique_ptr<ServedSearch> search(std::span<const Picture> pictures, std::span<const int64_t> labels) override {
        return std::make_unique<Search>(models_, codesOf(pictures, labels), spec_.searchSteps);
    }
    std::vector<std::vector<float>> roundTrip(std::span<const std::vector<float>> codes,
                                              std::span<const int64_t> labels) override {
        models_.note(static_cast<int>(codes[0][0]));
        std::vector<std::vector<float>> back;
        for (size_t i = 0; i < codes.size(); ++i) {
            back.push_back({codes[i][0] + 0.5F, static_cast<float>(step_), static_cast<float>(labelOf(labels, i))});
            back.back().resize(spec_.dimensions);
        }
        return back;
    }
    std::vector<float> stretch(std::span<const std::vector<float>> codes,
                               const std::array<std::vector<float>, 2>& directions,
                               std::span<const int64_t> labels) override {
        models_.note(static_cast<int>(codes[0][0]));
        for (const std::vector<float>& way : directions)
            if (way.size() != spec_.dimensions) throw Error("test.directions", "The direction has another length.");
        std::vector<float> values;
        for (size_t i = 0; i < codes.size(); ++i)
            values.push_back(static_cast<float>(10'000 * step_ + 100 * labelOf(labels, i)) + codes[i][0]);
        return values;
    }
    ServedPosteriors posterior(std::span<const Picture> pictures, std::span<const int64_t> labels) override {
        ServedPosteriors posteriors{codesOf(pictures, labels), {}};
        models_.note(static_cast<int>(posteriors.mu[0][0]));
        for (size_t i = 0; i < pictures.size(); ++i)
            posteriors.sigma.push_back({static_cast<float>(step_), static_cast<float>(labelOf(labels, i))});
        return posteriors;
    }

private:
    class Search : public ServedSearch {
    public:
        Search(FakeModels& models, std::vector<std::vector<float>> found, int64_t steps)
            : models_(models),
              found_(std::move(found)),
              left_(steps) {}
        bool advance(int64_t steps) override {
            models_.note(static_cast<int>(found_[0][0]));
            left_ = std::max<int64_t>(0, left_ - steps);
            return left_ > 0;
        }
        std::vector<std::vector<float>> codes() override {
            if (left_ == 0) return found_;
            return std::vector(found_.size(), std::vector<float>(found_[0].size(), -1.0f));
        }

    private:
        FakeModels& models_;
        std::vector<std::vector<float>> found_;
        int64_t left_;
    };

    static uint8_t byte(int64_t value) { return static_cast<uint8_t>(value); }
    int64_t labelOf(std::span<const int64_t> labels, size_t i) const {
        if (!isConditional()) return 0;
        if (labels[i] < 0 || labels[i] >= spec_.labels) throw Error("test.label", "There is no such label.");
        return labels[i];
    }
    std::vector<std::vector<float>> codesOf(std::span<const Picture> pictures, std::span<const int64_t> labels) const {
        std::vector<std::vector<float>> codes;
        for (size_t i = 0; i < pictures.size(); ++i) {
            if (pictures[i].empty()) throw Error("test.picture", "There is no picture.");
            codes.push_back({static_cast<float>(pictures[i].pixels[0]), static_cast<float>(step_),
                             static_cast<float>(labelOf(labels, i))});
            codes.back().resize(spec_.dimensions);
        }
        return codes;
    }

    FakeModels& models_;
    FakeSpec spec_;
    int64_t step_ = -1;
};

class FakeWeights : public ServedWeights {
public:
    FakeWeights(FakeModels& models, uint64_t build, int64_t step, FakeSpec spec)
        : ServedWeights(build, step),
          models_(models),
          spec_(spec) {}

    std::unique_ptr<ServedModel> load(std::unique_ptr<ServedModel> same) const override {
        if (spec_.broken) throw Error("test.weights", "The weights are of another model.");
        if (!same) same = std::make_unique<FakeModel>(models_, spec_);
        static_cast<FakeModel&>(*same).use(step());
        return same;
    }

private:
    FakeModels& models_;
    FakeSpec spec_;
};

/// A service over fake models.
struct ServiceFixture {
    EventLog log;
    EventQueue events{log.wake()};
    FakeModels models;
    std::atomic<int> asked{0};
    ModelService service{events, [this] { ++asked; }};

    ~ServiceFixture() {
        models.gate.open();
        service.close();
    }

    void publish(uint64_t build, int64_t step, FakeSpec spec = {}) {
        service.publish(std::make_shared<FakeWeights>(models, build, step, spec));
    }
    [[nodiscard]] bool until(const std::function<bool()>& done) {
        return log.until([this] { return events.takeAll(); }, done);
    }
    /// The lane's answer, once it is that to `ticket`, no longer on its way, and of these weights (below 0: of any).
    std::shared_ptr<const ServiceAnswer> answerTo(Lane lane, uint64_t ticket, int64_t step = -1) {
        std::shared_ptr<const ServiceAnswer> answer;
        EXPECT_TRUE(until([&] {
            answer = service.answer(lane);
            return answer && answer->ticket == ticket && !answer->searching &&
                   (step < 0 || answer->weightsStep == step);
        }));
        return answer;
    }
    std::shared_ptr<const ServiceAnswer> fileAnswer(uint64_t ticket) {
        EXPECT_TRUE(until([&] { return service.fileAnswer(ticket) && !service.fileAnswer(ticket)->searching; }));
        return service.fileAnswer(ticket);
    }

    /// `count` codes of two numbers, the first of them `first`, `first` + 1 ...
    static DecodeRequest codes(int first, int count, int64_t label = -1) {
        DecodeRequest request;
        request.label = label;
        for (int i = 0; i < count; ++i) request.z.push_back({static_cast<float>(first + i), 0});
        return request;
    }
    static EncodeRequest picture(int value, std::vector<int64_t> labels = {}) {
        return {{Picture{1, 1, 1, {static_cast<uint8_t>(value)}}}, std::move(labels)};
    }
    /// A probe of codes(first, count) along both axes.
    static ProbeRequest probeOf(ProbeKind kind, int first, int count, std::vector<int64_t> labels = {}) {
        ProbeRequest request;
        request.kind = kind;
        request.z = codes(first, count).z;
        request.labels = std::move(labels);
        if (kind == ProbeKind::Metric) request.directions = {{{1, 0}, {0, 1}}};
        return request;
    }
    /// A posterior of `count` pictures, the first pixels `first`, `first` + 1 ...
    static ProbeRequest posteriorOf(int first, int count, std::vector<int64_t> labels = {}) {
        ProbeRequest request;
        request.kind = ProbeKind::Posterior;
        for (int i = 0; i < count; ++i) request.pictures.push_back(picture(first + i).pictures[0]);
        request.labels = std::move(labels);
        return request;
    }
    /// What decode() makes of codes(first, count).
    static std::vector<Picture> pictures(int64_t step, int64_t label, int first, int count) {
        std::vector<Picture> expected;
        for (int i = 0; i < count; ++i)
            expected.push_back(
                {3, 1, 1, {static_cast<uint8_t>(step), static_cast<uint8_t>(label), static_cast<uint8_t>(first + i)}});
        return expected;
    }
};

}  // namespace zscape::testing
