#pragma once

#include "engine/session/types.h"
#include "ui/plane/plane_lattice.h"

#include <QTimer>

#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace zscape {

/// A layer of the plane that the model service is asked for in batches, the places nearest to the pointer first: one
/// batch at a time, and a rest behind each.
template <typename Value>
class LatticeLayer {
public:
    struct Way {
        /// Asks for what these codes have. \return ticket
        std::function<uint64_t(std::vector<std::vector<float>>)> ask;
        /// What the answer says of its code at `index`.
        std::function<std::optional<Value>(const ServiceAnswer&, size_t index, const LatticePlace&)> read;
        /// Empty: places have none now.
        std::function<std::vector<float>(QPointF)> codeAt;
        /// Milliseconds after a batch that took so many.
        std::function<int(double)> rest;
        /// Something is there that was not.
        std::function<void()> changed;
    };

    LatticeLayer(double distance, size_t atOnce, Way way) : lattice_(distance), atOnce_(atOnce), way_(std::move(way)) {
        pause_.setSingleShot(true);
        QObject::connect(&pause_, &QTimer::timeout, [this] { ask(); });
    }

    /// Whether somebody sees it: nothing is asked for otherwise.
    void want(bool wanted) {
        wanted_ = wanted;
        if (wanted) ask();
    }
    bool isWanted() const { return wanted_; }
    void look(const PlaneView& view, const QRectF& part) {
        lattice_.look(view, part);
        values_.keepAtMost(kMostHeld, lattice_.seen());
        ask();
    }
    void pointAt(QPointF at) { from_ = at; }
    /// Another model: nothing is known, and the next view is the first.
    void forget() {
        lattice_.forget();
        values_.forget();
        renew();
    }
    /// Codes of the places are others, or their label.
    void outdate() {
        values_.outdate();
        renew();
        ask();
    }
    /// There are newer weights: all is asked for once more, after what is being asked for.
    void follow() {
        newer_ = true;
        failure_ = {};
        ask();
    }

    void answered(const ServiceAnswer& answer) {
        if (answer.ticket != ticket_ || ticket_ == 0) return;
        const std::vector<LatticePlace> asked = std::exchange(asked_, {});
        ticket_ = 0;
        failure_ = answer.error;
        if (!failure_.code.empty()) {
            way_.changed();
            return;
        }
        for (size_t i = 0; i < asked.size(); ++i)
            if (std::optional<Value> value = way_.read(answer, i, asked[i]))
                values_.put(asked[i], std::move(*value), answer.weightsStep);
        step_ = answer.weightsStep;
        way_.changed();
        pause_.start(way_.rest(answer.milliseconds));
    }

    const PlaneLattice& lattice() const { return lattice_; }
    /// What is known at a place, or, until it is, at the nearest place of the levels above and beneath: that is old.
    std::pair<const Value*, bool> at(const LatticePlace& place) const {
        if (const auto* held = values_.find(place)) return {&held->value, values_.isOld(*held)};
        for (int apart = 1; apart <= kLevelsAround; ++apart) {
            // There are places of every level beneath at the same place; above lies the nearest.
            const int64_t times = int64_t{1} << apart;
            const auto nearest = [apart, times](int64_t at) { return (at + times / 2) >> apart; };
            for (const LatticePlace& other :
                 {LatticePlace{place.level + apart, times * place.column, times * place.row},
                  LatticePlace{place.level - apart, nearest(place.column), nearest(place.row)}})
                if (const auto* held = values_.find(other)) return {&held->value, true};
        }
        return {nullptr, false};
    }
    size_t done() const { return values_.done(lattice_.seen()); }
    int64_t step() const { return step_; }  ///< of the weights of the last answer; below 0: none came
    const ErrorInfo& failure() const { return failure_; }

private:
    static constexpr size_t kMostHeld = 20000;
    static constexpr int kLevelsAround = 4;  // of which places stand in: sixteen times as near or far

    /// What is asked for already is of no account.
    void renew() {
        ticket_ = 0;
        asked_.clear();
        newer_ = false;
        failure_ = {};
    }
    void ask() {
        if (!wanted_ || ticket_ != 0 || pause_.isActive() || !failure_.code.empty()) return;
        std::vector<LatticePlace> places = values_.next(lattice_, from_, atOnce_);
        if (places.empty()) {
            if (!std::exchange(newer_, false)) return;
            values_.beginPass();
            places = values_.next(lattice_, from_, atOnce_);
        }
        std::vector<std::vector<float>> codes;
        codes.reserve(places.size());
        for (const LatticePlace& place : places) codes.push_back(way_.codeAt(lattice_.at(place)));
        if (codes.empty() || codes.front().empty()) return;
        asked_ = std::move(places);
        ticket_ = way_.ask(std::move(codes));
    }

    PlaneLattice lattice_;
    LatticeValues<Value> values_;
    size_t atOnce_;
    Way way_;
    QTimer pause_;
    QPointF from_;
    std::vector<LatticePlace> asked_;
    uint64_t ticket_ = 0;  ///< 0: nothing is on its way
    bool wanted_ = false, newer_ = false;
    int64_t step_ = -1;
    ErrorInfo failure_;
};

}  // namespace zscape
