#include "scripts/bench.d/answer.h"
#include "scripts/bench.d/benches.h"
#include "scripts/bench.d/plane_bench.h"

#include "engine/core/openmp_patience.h"
#include "engine/session/linked_engine.h"
#include "ui/bridge/session_bridge.h"
#include "ui/plane/latent_plane_panel.h"
#include "ui/shell/main_window.h"
#include "ui/shell/open_controller.h"
#include "ui/theme/tokens.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>

#include <algorithm>
#include <cstdio>
#include <utility>
#include <vector>

/// The window's side of `zscape_bench session-training`: the same steps with the window open and the pointer idle.
///   zscape_window_bench [--recipe NAME] [--KEY VALUE of its settings] [--data DATA]
/// follows the protocol of benches.h;
///   zscape_window_bench points --steps N ...
/// trains N steps once and prints one JSON line about the points that were there to be seen;
///   zscape_window_bench plane [--points N] [--seconds S]
/// pans and zooms a plane of so many points (plane_bench.h).
namespace {

using zscape::RunState;
using zscape::bench::Options;

/// Runs the event loop until `reached` says so. It is asked 20 times a second: asked at 100, the asking took a fifth of
/// what the window takes.
template <typename Condition>
void spinUntil(Condition reached) {
    QEventLoop loop;
    QTimer clock;
    QObject::connect(&clock, &QTimer::timeout, &loop, [&] {
        if (reached()) loop.quit();
    });
    clock.start(50);
    loop.exec();
}

/// How many points are there when, and how old the oldest is that is shown as new.
class PointWatch {
public:
    explicit PointWatch(zscape::MainWindow& window, zscape::SessionBridge& bridge) : window_(window), bridge_(bridge) {}

    void look() {
        const auto metrics = bridge_.session().metrics();
        const int64_t step = metrics ? metrics->train.size() : 0;
        if (step == 0) return;
        if (!clock_.isValid()) clock_.start();
        const double now = static_cast<double>(clock_.elapsed()) / 1000;
        reached_.emplace_back(now, step);
        // What the plane has been given, not what the session knows: this is what a person sees.
        const auto& codes = bridge_.codes();
        if (!codes || codes->newestStep == 0) return;
        const zscape::PointCloud& cloud = window_.panels().plane->points().cloud();
        const int64_t points = cloud.placed() - cloud.olds();
        const int64_t count = cloud.count();
        if (thousand_ < 0 && points >= std::min<int64_t>(1000, count)) thousand_ = now;
        if (fourThousand_ < 0 && points >= std::min<int64_t>(4096, count)) fourThousand_ = now;
        const double age = static_cast<double>(step - codes->youngFrom);
        int64_t then = reached_.front().second;
        for (const auto& [seconds, was] : reached_) {
            if (seconds > now - 30) break;
            then = was;
        }
        // Of a run younger than 30 s nothing can be too old.
        if (now < 30) then = 0;
        const double allowed = std::max({static_cast<double>(step - then), 0.1 * static_cast<double>(step), 1.0});
        oldestOfAllowed_ = std::max(oldestOfAllowed_, age / allowed);
    }
    void print(int64_t steps, double seconds) const {
        const zscape::PointCloud& cloud = window_.panels().plane->points().cloud();
        std::printf(
            "{\"steps\": %lld, \"seconds\": %f, \"thousand\": %f, \"four_thousand\": %f, \"oldest_of_allowed\": %f, "
            "\"shown\": %lld, \"young\": %lld}\n",
            static_cast<long long>(steps), seconds, thousand_, fourThousand_, oldestOfAllowed_,
            static_cast<long long>(cloud.placed()), static_cast<long long>(cloud.placed() - cloud.olds()));
    }

private:
    zscape::MainWindow& window_;
    zscape::SessionBridge& bridge_;
    QElapsedTimer clock_;  // since the first step was seen
    std::vector<std::pair<double, int64_t>> reached_;
    double thousand_ = -1, fourThousand_ = -1, oldestOfAllowed_ = 0;
};

Options optionsOf(int argc, char** argv, int from) {
    Options options;
    for (int i = from; i + 1 < argc; i += 2) options[std::string(argv[i]).substr(2)] = argv[i + 1];
    return options;
}

}  // namespace

int main(int argc, char** argv) {
    zscape::limitOpenMpSpinning(argv);  // as the program does
    const bool points = argc > 1 && std::string(argv[1]) == "points";
    const bool plane = argc > 1 && std::string(argv[1]) == "plane";
    const Options options = optionsOf(argc, argv, points || plane ? 2 : 1);
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("zscape-bench"));
    QApplication::setApplicationName(QStringLiteral("zscape-bench"));
    zscape::ThemeController::instance().setChoice(zscape::ThemeChoice::Dark);
    zscape::ThemeController::instance().install();
    if (plane)
        return planeBench(zscape::bench::number(options, "points", 1'000'000),
                          static_cast<int>(zscape::bench::number(options, "seconds", 5)));
    zscape::Session::Options sessionOptions;
    sessionOptions.engine = zscape::linkedEngine;
    zscape::SessionBridge bridge(sessionOptions);
    zscape::MainWindow window(&bridge);
    window.resize(1280, 800);
    window.show();
    zscape::Session& session = bridge.session();
    zscape::RunConfig config;
    config.recipe = zscape::bench::text(options, "recipe", "vae-dense");
    for (const zscape::Setting& setting : zscape::findRecipe(config.recipe).settings)
        if (options.contains(setting.key))
            config.overrides[setting.key] = zscape::parseSetting(setting, options.at(setting.key));
    session.configure(config);
    window.openController()->openImages(
        {QString::fromStdString(zscape::bench::text(options, "data", "sample:digits"))});
    spinUntil([&] { return session.state() == RunState::Ready; });
    const auto trainUntil = [&](int64_t steps, auto looked) {
        const int64_t before = session.metrics()->train.size();
        session.train(0, steps);
        spinUntil([&] {
            looked();
            return session.metrics()->train.size() >= before + steps;
        });
        return session.metrics()->train.size() - before;
    };
    if (points) {
        PointWatch watch(window, bridge);
        QElapsedTimer clock;
        clock.start();
        const int64_t steps = trainUntil(zscape::bench::number(options, "steps", 100), [&] { watch.look(); });
        watch.print(steps, static_cast<double>(clock.nsecsElapsed()) / 1e9);
        return 0;
    }
    const auto settled = [&] {
        const auto codes = session.codes();
        return codes && codes->encoded == codes->count && codes->oldestStep == session.info()->step;
    };
    return zscape::bench::answer(
        [&](int64_t steps) { return trainUntil(steps, [] {}); },
        // The plane is brought up to date after a run: that is not training, and must not disturb the next peer.
        [&] { spinUntil([&] { return session.state() == RunState::Finished && settled(); }); });
}
