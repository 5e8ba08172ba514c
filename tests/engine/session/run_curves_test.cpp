#include "engine/session/run_curves.h"

#include "engine/core/error.h"
#include "engine/project/project.h"
#include "tests/engine/data/temporary_folder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>

namespace zscape {
namespace {

std::vector<std::vector<std::string>> readTable(const std::filesystem::path& file) {
    std::ifstream stream(file);
    std::vector<std::vector<std::string>> lines;
    for (std::string line; std::getline(stream, line);) {
        lines.emplace_back();
        std::istringstream cells(line + ",");
        for (std::string cell; std::getline(cells, cell, ',');) lines.back().push_back(cell);
    }
    return lines;
}

/// 100 steps whose total is 2 step, weights that change after step 60, a measure after every 50th step.
std::shared_ptr<const RunMetrics> smallRun() {
    auto made = std::make_shared<RunMetrics>(std::vector<std::string>{"total", "reconstruction", "kl"});
    RunMetrics& metrics = *made;
    for (double step = 1; step <= 100; ++step) {
        metrics.train.append(std::vector{step, step / 50, step / 10, 2 * step, 1.5 * step, 0.5 * step});
        if (step == 50 || step == 100)
            metrics.heldOut.append(std::vector{step, step / 50, step / 10, step + 0.25, step, 0.25});
    }
    metrics.weights.append(std::vector{1.0, 0.02, 0.1, 1.0, 1.0});
    metrics.weights.append(std::vector{61.0, 1.22, 6.1, 1.0, 4.0});
    return made;
}

const std::vector<Mark> kChanges{{60, 1.2, "beta", 4}, {60, 1.2, "learning_rate", 0.0005}, {80, 1.6, "epochs", 3}};

TEST(RunCurves, TheTableHasALineAStep) {
    const TemporaryFolder folder;
    writeCurvesCsv(folder / "curves.csv", *smallRun(), kChanges);
    const auto table = readTable(folder / "curves.csv");
    ASSERT_EQ(table.size(), 101U);
    EXPECT_EQ(table[0], (std::vector<std::string>{"step", "epoch", "seconds", "total", "reconstruction", "kl",
                                                  "total_smoothed", "reconstruction_smoothed", "kl_smoothed",
                                                  "total_heldout", "reconstruction_heldout", "kl_heldout",
                                                  "reconstruction_weight", "kl_weight", "changed_after"}));
    for (const auto& line : table) ASSERT_EQ(line.size(), table[0].size());
    EXPECT_EQ(table[50], (std::vector<std::string>{"50", "1", "5", "100", "75", "25", table[50][6], table[50][7],
                                                   table[50][8], "50.25", "50", "0.25", "1", "1", ""}));
    EXPECT_EQ(table[51][9], "") << "held out only where it was measured";
    EXPECT_EQ(table[60][14], "beta=4 learning_rate=5e-04");
    EXPECT_EQ(table[60][13], "1");
    EXPECT_EQ(table[61][13], "4");
    EXPECT_EQ(table[80][14], "epochs=3");
    // Over 1.5 steps: two thirds of the newest and a third of the mean before; behind a mark the step's own.
    EXPECT_NEAR(std::stod(table[50][6]), 100.0 / 1.5 + std::stod(table[49][6]) * (1 - 1 / 1.5), 1e-9);
    EXPECT_DOUBLE_EQ(std::stod(table[61][6]), 122);
    EXPECT_DOUBLE_EQ(std::stod(table[81][6]), 162);
}

TEST(RunCurves, WhatIsNotThereIsEmptyAndNothingIsLost) {
    const TemporaryFolder folder;
    RunMetrics metrics({"total", "odd,\"name\""});
    metrics.heldOut.append(std::vector{7.0, 1.0, 0.5, std::nan(""), 3.0});
    writeCurvesCsv(folder / "curves.csv", metrics, {{0, 0, "beta", 2}});
    std::ifstream stream(folder / "curves.csv");
    std::ostringstream text;
    text << stream.rdbuf();
    EXPECT_EQ(
        text.str(),
        "step,epoch,seconds,total,\"odd,\"\"name\"\"\",total_smoothed,\"odd,\"\"name\"\"_smoothed\",total_heldout,"
        "\"odd,\"\"name\"\"_heldout\",\"odd,\"\"name\"\"_weight\",changed_after\n"
        "7,1,0.5,,,,,,3,,beta=2\n");
}

TEST(RunCurves, WithoutAStepThereIsNoFile) {
    const TemporaryFolder folder;
    try {
        writeCurvesCsv(folder / "curves.csv", RunMetrics({"total"}), {});
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), "curves.none");
    }
    EXPECT_FALSE(std::filesystem::exists(folder / "curves.csv"));
    EXPECT_THROW(writeCurvesCsv(folder / "no" / "such" / "curves.csv", *smallRun(), {}), Error);
}

TEST(RunCurves, AreThoseThatAProjectKeeps) {
    const TemporaryFolder folder;
    Project project = Project::create(folder / "p.zscape");
    project.setData({{"images"}, {}, "{}", "", 1, ""});
    StoredRun run;
    run.spec = run.config = "{}";
    run.terms = {"total", "reconstruction", "kl"};
    run.id = project.addRun(run);
    std::vector<StoredMetric> rows;
    const auto held = smallRun();
    const RunMetrics& metrics = *held;
    const std::pair<StoredMetric::Kind, const MetricStore*> tables[] = {
        {StoredMetric::Kind::Train, &metrics.train},
        {StoredMetric::Kind::HeldOut, &metrics.heldOut},
        {StoredMetric::Kind::Weights, &metrics.weights}};
    for (const auto& [kind, store] : tables) {
        for (int64_t i = 0; i < store->size(); ++i) {
            rows.push_back({kind, {}});
            for (size_t column = 0; column < store->columns(); ++column)
                rows.back().row.push_back(store->at(i, column));
        }
    }
    rows.push_back({StoredMetric::Kind::Reading, {50, 1, 0, 1, 2, 3}});
    project.appendMetrics(run.id, rows);
    std::vector<StoredMark> marks;
    for (const Mark& mark : kChanges) marks.push_back({mark.step, mark.epoch, mark.key, mark.value});
    project.setMarks(run.id, marks);
    const RunCurves curves = storedCurves(project, run);
    EXPECT_EQ(curves.metrics->terms, run.terms);
    writeCurvesCsv(folder / "own.csv", metrics, kChanges);
    writeCurvesCsv(folder / "stored.csv", *curves.metrics, curves.marks);
    EXPECT_EQ(readTable(folder / "stored.csv"), readTable(folder / "own.csv"));
}

}  // namespace
}  // namespace zscape
