#include "scripts/bench.d/answer.h"

#include "engine/core/openmp_patience.h"
#include "ui/bridge/session_bridge.h"
#include "ui/shell/main_window.h"
#include "ui/shell/opening.h"
#include "ui/theme/tokens.h"

#include <QApplication>
#include <QEventLoop>

#include <cstdio>

/// The other side of `zscape_bench session-training`: the same steps with the window open and the pointer idle.
namespace {

using zscape::RunState;

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

}  // namespace

int main(int argc, char** argv) {
    zscape::limitOpenMpSpinning(argv);  // as the program does
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("zscape-bench"));
    QApplication::setApplicationName(QStringLiteral("zscape-bench"));
    zscape::ThemeController::instance().setChoice(zscape::ThemeChoice::Dark);
    zscape::ThemeController::instance().install();
    zscape::SessionBridge bridge(zscape::Session::Options{});
    zscape::MainWindow window(&bridge);
    window.resize(1280, 800);
    window.show();
    zscape::Session& session = bridge.session();
    zscape::RunConfig config;
    config.recipe = "vae-dense";
    session.configure(config);
    window.opening()->openImages({QStringLiteral("sample:digits")});
    spinUntil([&] { return session.state() == RunState::Ready; });
    const auto settled = [&] {
        const auto codes = session.codes();
        return codes && codes->encoded == codes->count && codes->oldestStep == session.info()->step;
    };
    return zscape::bench::answer(
        [&](int64_t steps) {
            const int64_t before = session.metrics()->train.size();
            session.train(0, steps);
            spinUntil([&] { return session.metrics()->train.size() >= before + steps; });
            return session.metrics()->train.size() - before;
        },
        // The plane is brought up to date after a run: that is not training, and must not disturb the next peer.
        [&] { spinUntil([&] { return session.state() == RunState::Finished && settled(); }); });
}
