#pragma once

#include "engine/analysis/layout/projector.h"
#include "engine/session/threads/layout_map.h"
#include "tests/engine/session/threads/gate.h"

#include <atomic>
#include <memory>
#include <random>
#include <vector>

namespace zscape::testing {

/// Codes of `count` images, all of one step and young; each step another cloud about the same places.
inline std::shared_ptr<CodesSnapshot> codesAt(int64_t step, int64_t count = 40, uint64_t model = 1,
                                              int dimensions = 3) {
    auto codes = std::make_shared<CodesSnapshot>();
    codes->model = model;
    codes->dimensions = dimensions;
    codes->count = codes->encoded = codes->young = count;
    codes->newestStep = codes->oldestStep = codes->youngFrom = codes->shownFrom = step;
    std::mt19937 places(1), noise(static_cast<uint32_t>(step + 2));
    std::normal_distribution<float> normal;
    for (int64_t first = 0; first < count; first += CodesSnapshot::kCodesPerChunk) {
        auto chunk = std::make_shared<CodeChunk>();
        chunk->first = first;
        chunk->count = std::min(CodesSnapshot::kCodesPerChunk, count - first);
        for (int64_t i = 0; i < chunk->count * dimensions; ++i)
            chunk->mu.push_back(normal(places) + 0.01f * normal(noise));
        CodeStamp stamp;
        stamp.step = step;
        chunk->stamps.assign(static_cast<size_t>(chunk->count), stamp);
        codes->chunks.push_back(std::move(chunk));
    }
    return codes;
}

/// The same without the codes of some images: they are not there yet, or take no part.
inline std::shared_ptr<CodesSnapshot> without(const CodesSnapshot& all, const std::vector<int64_t>& images,
                                              bool skipped) {
    auto codes = std::make_shared<CodesSnapshot>(all);
    for (const int64_t image : images) {
        auto& chunk = codes->chunks[static_cast<size_t>(image / CodesSnapshot::kCodesPerChunk)];
        auto changed = std::make_shared<CodeChunk>(*chunk);
        changed->stamps[static_cast<size_t>(image - chunk->first)] = {};
        chunk = std::move(changed);
    }
    codes->encoded -= std::ssize(images);
    codes->young -= std::ssize(images);
    if (skipped) codes->skipped += std::ssize(images);
    return codes;
}

inline LayoutRequest requestOf(LayoutKind kind, double perplexity = 30) {
    LayoutRequest request;
    request.settings.kind = kind;
    request.settings.perplexity = perplexity;
    return request;
}

/// What maps are made by, for tests: each makes kIterations iterations, in which image i goes from (i, 0), or from
/// where it lay, one to the right.
struct FakeMaps {
    static constexpr int64_t kIterations = 120;

    struct Projected : Projector {
        Projected(FakeMaps& of, std::vector<float> start, LayoutSettings used)
            : maps(of),
              xy(std::move(start)),
              settings(used) {}
        void advance(std::stop_token stop, int64_t iterations) override {
            for (int64_t i = 0; i < iterations && done < all; ++i) {
                if (!maps.stepGate.pass(stop)) return;
                if (maps.stepFails.load()) throw Error("test.step", "The test's step has failed, as it was asked to.");
                for (size_t x = 0; x < xy.size(); x += 2) xy[x] += 1;
                ++done;
            }
        }
        int64_t iteration() const override { return done; }
        int64_t total() const override { return all; }
        void extend(int64_t iterations) override { all += iterations; }
        void useThreads(int threads) override { maps.threads.store(threads); }
        std::optional<double> loss() override { return 1000.0 - static_cast<double>(done); }
        Layout layout() const override {
            Layout layout;
            layout.settings = settings;
            layout.decodable = Decodable::ByNeighbours;
            layout.xy = xy;
            layout.iteration = done;
            return layout;
        }
        FakeMaps& maps;
        std::vector<float> xy;
        LayoutSettings settings;
        int64_t done = 0, all = kIterations;
    };

    LayoutMap::Make make() {
        return [this](const CodeRows& codes, const LayoutSettings& settings, const Layout* earlier,
                      std::stop_token stop, const ProgressSink& progress) -> std::unique_ptr<Projector> {
            ++begun;
            threads.store(settings.threads);
            if (progress) progress({"Finding neighbours", 1, 4, -1});
            if (!makeGate.pass(stop)) throw Cancelled();
            requireLayable(codes);
            ++made;
            if (earlier) ++warm;
            std::vector<float> start;
            for (int64_t i = 0; i < codes.rows; ++i) start.insert(start.end(), {static_cast<float>(i), 0});
            return std::make_unique<Projected>(*this, earlier ? earlier->xy : start, settings);
        };
    }

    Gate makeGate, stepGate;
    std::atomic<int> begun{0}, made{0}, warm{0};  ///< projectors
    std::atomic<int> threads{-1};
    std::atomic<bool> stepFails{false};
};

}  // namespace zscape::testing
