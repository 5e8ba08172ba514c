#include "engine/session/look_budget.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

/// A second of training in each turn; a look of `lookSeconds` whenever one is allowed. \return seconds of looks
double looks(LookBudget& budget, int64_t fromStep, int64_t turns, double lookSeconds, bool old) {
    double total = 0;
    for (int64_t i = 1; i <= turns; ++i) {
        budget.trained(1, fromStep + i);
        if (!budget.allows(old)) continue;
        budget.looked(lookSeconds, old);
        total += lookSeconds;
    }
    return total;
}

TEST(LookBudget, LooksAtFreshCodesTakeTheirShare) {
    LookBudget budget;
    EXPECT_NEAR(looks(budget, 0, 1000, 0.1, false), LookBudget::kShare * 1000, 0.2);
}

TEST(LookBudget, OldCodesAreGrantedMoreButOnlySoMuch) {
    LookBudget budget;
    budget.trained(0, 1000);  // the doubling
    EXPECT_NEAR(looks(budget, 1000, 20, 0.25, true), LookBudget::kFirstShare * 20, 0.5);
    // 900 more steps are no doubling: after kFirstSeconds the common share holds.
    const double more = looks(budget, 1020, 900, 0.25, true);
    EXPECT_NEAR(more, LookBudget::kFirstSeconds - LookBudget::kFirstShare * 20 + LookBudget::kShare * 920, 0.8);
}

TEST(LookBudget, WhatTheFirstLooksTookIsNotSavedUp) {
    LookBudget budget;
    budget.trained(0, 100);
    looks(budget, 100, 30, 0.1, true);
    EXPECT_NEAR(looks(budget, 130, 50, 0.1, false), LookBudget::kShare * 80, 0.2);
}

TEST(LookBudget, ADoublingGrantsAgain) {
    LookBudget budget;
    budget.trained(0, 100);
    looks(budget, 100, 90, 0.1, true);
    budget.trained(0, 250);
    EXPECT_NEAR(looks(budget, 250, 20, 0.25, true), LookBudget::kFirstShare * 20, 0.5);
}

}  // namespace
}  // namespace zscape
