#pragma once

#include "ui/plane/plane_view.h"

#include <QPointF>
#include <QRectF>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

namespace zscape {

/// A place of a lattice on the plane. Its distances are halved from level to level.
struct LatticePlace {
    int level = 0;
    int64_t column = 0, row = 0;

    bool operator==(const LatticePlace&) const = default;
};

/// Places on the plane at equal distances, which stay where they are while one pans, and of which there are four times
/// as many where one has zoomed in twice as far.
class PlaneLattice {
public:
    static constexpr size_t kMost = 4096;  ///< places that are seen at once

    /// \param distance of two places on the screen, logical pixels, in the view that is looked at first
    explicit PlaneLattice(double distance) : distance_(distance) {}

    /// The next view that is looked at is the first.
    void forget() { base_.reset(); }
    /// \param part of the plane that is worth a place
    void look(const PlaneView& view, const QRectF& part);
    /// Those that are seen, row by row from the smallest; none before the first look.
    const std::vector<LatticePlace>& seen() const { return seen_; }
    int columns() const { return columns_; }  ///< of them, in each row
    int level() const { return level_; }

    /// Distance of two places of a level, in units of the plane.
    double distance(int level) const;
    QPointF at(const LatticePlace& place) const;

private:
    double distance_;
    std::optional<double> base_;  // distance of level 0, in units of the plane
    int level_ = 0, columns_ = 0;
    std::vector<LatticePlace> seen_;
};

struct LatticeHash {
    size_t operator()(const LatticePlace& place) const {
        uint64_t mixed = static_cast<uint64_t>(place.level);
        for (const int64_t part : {place.column, place.row})
            mixed = (mixed ^ static_cast<uint64_t>(part)) * 0x9E3779B97F4A7C15U, mixed ^= mixed >> 29;
        return static_cast<size_t>(mixed);
    }
};

/// What is known at the places of a lattice, each of a pass over all that are seen. Passes follow training: what is two
/// passes behind is old.
template <typename Value>
class LatticeValues {
public:
    struct Held {
        Value value;
        int64_t pass = 0;
        int64_t step = 0;  ///< of the weights
    };

    void forget() {
        held_.clear();
        pass_ = 2;
    }
    /// What is known is to be asked for anew, and is not old until the pass after this one.
    void beginPass() { ++pass_; }
    /// What is known is of something else: it is old at once.
    void outdate() { pass_ += 2; }

    const Held* find(const LatticePlace& place) const {
        const auto found = held_.find(place);
        return found == held_.end() ? nullptr : &found->second;
    }
    bool isOld(const Held& held) const { return held.pass < pass_ - 1; }
    void put(const LatticePlace& place, Value value, int64_t step) {
        held_.insert_or_assign(place, Held{std::move(value), pass_, step});
    }

    /// How many of these have a value of this pass.
    size_t done(const std::vector<LatticePlace>& places) const {
        return static_cast<size_t>(std::count_if(places.begin(), places.end(), [this](const LatticePlace& place) {
            const Held* held = find(place);
            return held && held->pass == pass_;
        }));
    }
    /// At most `most` that have none of this pass: those without any first, the nearest to `from` first.
    std::vector<LatticePlace> next(const PlaneLattice& lattice, QPointF from, size_t most) const {
        struct Wanted {
            LatticePlace place;
            bool known;
            double distance;
        };
        std::vector<Wanted> wanted;
        for (const LatticePlace& place : lattice.seen()) {
            const Held* held = find(place);
            if (held && held->pass == pass_) continue;
            const QPointF away = lattice.at(place) - from;
            wanted.push_back({place, held != nullptr, QPointF::dotProduct(away, away)});
        }
        const size_t count = std::min(most, wanted.size());
        std::partial_sort(
            wanted.begin(), wanted.begin() + static_cast<std::ptrdiff_t>(count), wanted.end(),
            [](const Wanted& a, const Wanted& b) { return a.known != b.known ? b.known : a.distance < b.distance; });
        std::vector<LatticePlace> places;
        places.reserve(count);
        for (size_t i = 0; i < count; ++i) places.push_back(wanted[i].place);
        return places;
    }
    /// Lets those go that are not among `kept` where there are more than `most`.
    void keepAtMost(size_t most, const std::vector<LatticePlace>& kept) {
        if (held_.size() <= most) return;
        std::unordered_map<LatticePlace, Held, LatticeHash> left;
        for (const LatticePlace& place : kept)
            if (auto node = held_.extract(place)) left.insert(std::move(node));
        held_ = std::move(left);
    }

private:
    std::unordered_map<LatticePlace, Held, LatticeHash> held_;
    int64_t pass_ = 2;
};

}  // namespace zscape
