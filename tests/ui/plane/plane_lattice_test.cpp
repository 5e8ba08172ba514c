#include "ui/plane/plane_lattice.h"

#include <gtest/gtest.h>

#include <set>
#include <utility>

namespace zscape {
namespace {

PlaneView latticeView(QPointF centre, double scale) {
    PlaneView view;
    view.setPlotArea(QRectF(0, 0, 600, 400));
    view.set(centre, scale);
    return view;
}

TEST(PlaneLattice, InTheFirstViewPlacesLieAsFarApartAsIsAsked) {
    PlaneLattice lattice(29);
    const PlaneView view = latticeView({0.3, -0.2}, 70);
    lattice.look(view, view.seen());
    EXPECT_NEAR(lattice.distance(lattice.level()) * view.scale(), 29, 1e-9);
    // Every place in sight is one of them, by brute force.
    const double apart = lattice.distance(lattice.level());
    std::set<std::pair<int64_t, int64_t>> known;
    for (const LatticePlace& place : lattice.seen()) known.insert({place.column, place.row});
    for (int64_t row = -40; row <= 40; ++row)
        for (int64_t column = -40; column <= 40; ++column) {
            const QRectF cell((static_cast<double>(column) - 0.5) * apart, (static_cast<double>(row) - 0.5) * apart,
                              apart, apart);
            EXPECT_EQ(known.contains({column, row}), cell.intersects(view.seen())) << column << ' ' << row;
        }
    EXPECT_EQ(lattice.seen().size() % static_cast<size_t>(lattice.columns()), 0U);
}

TEST(PlaneLattice, PlacesStayWhileOnePansAndAreHalvedWhereOneZooms) {
    PlaneLattice lattice(20);
    PlaneView view = latticeView({0, 0}, 100);
    lattice.look(view, view.seen());
    const LatticePlace place = lattice.seen()[lattice.seen().size() / 2];
    const QPointF at = lattice.at(place);
    view.panBy({37, 11});
    lattice.look(view, view.seen());
    const auto& seen = lattice.seen();
    EXPECT_NE(std::find(seen.begin(), seen.end(), place), seen.end());
    EXPECT_EQ(lattice.at(place), at);
    for (const double factor : {1.3, 2.0, 4.1, 0.5, 0.1, 30.0}) {
        const PlaneView zoomed = latticeView({0, 0}, 100 * factor);
        lattice.look(zoomed, zoomed.seen());
        const double onScreen = lattice.distance(lattice.level()) * zoomed.scale();
        EXPECT_GE(onScreen, 20 / std::sqrt(2.0) - 1e-9) << factor;
        EXPECT_LE(onScreen, 20 * std::sqrt(2.0) + 1e-9) << factor;
    }
    // A place of the level above that lies there is the same place.
    EXPECT_EQ(lattice.at({place.level + 1, 2 * place.column, 2 * place.row}), at);
    lattice.forget();
    const PlaneView other = latticeView({0, 0}, 3);
    lattice.look(other, other.seen());
    EXPECT_NEAR(lattice.distance(lattice.level()) * 3, 20, 1e-9);
}

TEST(PlaneLattice, NothingIsSeenBesideThePartAndNotTooMuch) {
    PlaneLattice lattice(20);
    const PlaneView view = latticeView({0, 0}, 100);
    lattice.look(view, QRectF(50, 50, 2, 2));
    EXPECT_TRUE(lattice.seen().empty());
    EXPECT_EQ(lattice.columns(), 0);
    lattice.look(view, QRectF(-0.2, -0.2, 0.4, 0.4));
    EXPECT_EQ(lattice.columns(), 3);
    EXPECT_EQ(lattice.seen().size(), 9U);
    PlaneLattice dense(2);
    dense.look(view, view.seen());
    EXPECT_TRUE(dense.seen().empty()) << "60,000 places are too many";
}

TEST(LatticeValues, WhatIsMissingComesFirstThenWhatIsOfAnEarlierPassTheNearestFirst) {
    PlaneLattice lattice(20);
    const PlaneView view = latticeView({0, 0}, 100);
    lattice.look(view, QRectF(-0.55, -0.55, 1.1, 1.1));
    ASSERT_EQ(lattice.seen().size(), 49U);
    LatticeValues<int> values;
    const auto first = values.next(lattice, {0, 0}, 5);
    ASSERT_EQ(first.size(), 5U);
    EXPECT_EQ(first[0], (LatticePlace{0, 0, 0}));
    for (size_t i = 1; i < 5; ++i) EXPECT_EQ(std::abs(first[i].column) + std::abs(first[i].row), 1);
    for (const LatticePlace& place : first) values.put(place, 7, 100);
    EXPECT_EQ(values.done(lattice.seen()), 5U);
    values.beginPass();
    EXPECT_EQ(values.done(lattice.seen()), 0U);
    const auto next = values.next(lattice, {0, 0}, 49);
    ASSERT_EQ(next.size(), 49U);
    EXPECT_EQ(std::abs(next[0].column) * std::abs(next[0].row), 1) << "the nearest that has none";
    EXPECT_EQ(next[44], (LatticePlace{0, 0, 0})) << "behind those that have none";
    EXPECT_FALSE(values.isOld(*values.find({0, 0, 0}))) << "one pass behind";
    values.beginPass();
    EXPECT_TRUE(values.isOld(*values.find({0, 0, 0})));
    values.put({0, 0, 0}, 8, 200);
    EXPECT_FALSE(values.isOld(*values.find({0, 0, 0})));
    values.outdate();
    EXPECT_TRUE(values.isOld(*values.find({0, 0, 0}))) << "of another slice: at once";
    EXPECT_EQ(values.find({0, 0, 0})->value, 8);
    values.keepAtMost(2, {{0, 0, 0}});
    EXPECT_NE(values.find({0, 0, 0}), nullptr);
    EXPECT_EQ(values.find({0, 1, 0}), nullptr);
    values.forget();
    EXPECT_EQ(values.find({0, 0, 0}), nullptr);
}

}  // namespace
}  // namespace zscape
