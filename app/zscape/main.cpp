#include "app/zscape/arguments.h"
#include "app/zscape/display_guard.h"
#include "app/zscape/screenshot.h"

#include "engine/core/error.h"
#include "engine/core/interrupt_pipe.h"
#include "engine/core/openmp_patience.h"
#include "engine/project/project.h"
#include "ui/bridge/kept_settings.h"
#include "ui/text/english_plurals.h"
#include "ui/text/sentence.h"
#include "ui/bridge/session_bridge.h"
#include "ui/shell/main_window.h"
#include "ui/shell/open_controller.h"
#include "ui/shell/run_control.h"
#include "ui/theme/tokens.h"

#include <QApplication>
#include <QEvent>
#include <QFileInfo>
#include <QSocketNotifier>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <optional>
#include <string_view>

namespace {

/// Does something once the window has been drawn. A module that is loaded before keeps the first painting back by 0.3
/// to 0.5 s, by the linker's lock or the cores that it takes.
class OnceDrawn : public QObject {
public:
    OnceDrawn(QWidget* window, std::function<void()> then) : then_(std::move(then)) {
        window->installEventFilter(this);
    }

    bool eventFilter(QObject* window, QEvent* event) override {
        if (event->type() == QEvent::Paint) {
            window->removeEventFilter(this);
            QTimer::singleShot(0, window, then_);  // after what is painted now
        }
        return false;
    }

private:
    std::function<void()> then_;
};

int run(const zscape::Arguments& arguments) {
    using namespace zscape;
    ThemeController& theme = ThemeController::instance();
    const int stored =
        KeptSettings().value(QStringLiteral("view/theme"), static_cast<int>(ThemeChoice::System)).toInt();
    theme.setChoice(arguments.theme ? *arguments.theme : static_cast<ThemeChoice>(std::clamp(stored, 0, 2)));
    theme.install();

    InterruptPipe signals;
    Session::Options options;
    options.autosave = Session::kAutosave;
    options.unsavedFolder = unsavedFolder();
    SessionBridge bridge(options);
    MainWindow window(&bridge);
    window.offerUnsaved(leftUnsaved(options.unsavedFolder));
    int status = 0;
    QObject::connect(&window, &MainWindow::lost, [&status](const QString& sentence) {
        status = 1;
        std::fprintf(stderr, "zscape: error: What was trained could not be kept: %s\n", qPrintable(sentence));
    });
    QSocketNotifier signalled(signals.descriptor(), QSocketNotifier::Read);
    QObject::connect(&signalled, &QSocketNotifier::activated, &window, [&signals, &window] {
        signals.wait(std::chrono::milliseconds(0));
        if (signals.signal() != 0) window.leave();
    });
    if (arguments.size.isValid()) window.resize(arguments.size);
    window.show();
    const OnceDrawn drawn(&window, [&bridge] { bridge.session().prepare(); });
    if (!arguments.recipe.isEmpty()) {
        RunConfig config = bridge.session().info()->config;
        config.recipe = arguments.recipe.toStdString();
        bridge.session().configure(config);
    }
    if (!arguments.sources.isEmpty()) {
        QStringList sources;
        for (const QString& source : arguments.sources)
            sources.append(source.startsWith(QLatin1String("sample:")) ? source : QFileInfo(source).absoluteFilePath());
        const bool project = sources.size() == 1 && !sources.first().startsWith(QLatin1String("sample:")) &&
                             Project::isProject(toPath(sources.first()));
        if (project) window.openController()->openProject(sources.first());
        else window.openController()->openImages(sources);
    }
    if (arguments.train) window.run()->trainWhenReady();
    if (!arguments.screenshot.isEmpty()) takeScreenshot(&window, arguments.screenshot, arguments.after);
    const int ended = QApplication::exec();
    KeptSettings().finish();
    return std::max(ended, status);
}

bool asksForWords(int argc, char** argv) {
    return std::any_of(argv + 1, argv + argc, [](const char* argument) {
        const std::string_view word(argument);
        return word == "-h" || word == "--help" || word == "-v" || word == "--version";
    });
}

}  // namespace

int main(int argc, char** argv) {
    zscape::writeErrorsInsteadOfSignals();
    if (asksForWords(argc, argv)) {  // where there is no screen, too
        const QCoreApplication application(argc, argv);
        QCoreApplication::setApplicationVersion(QStringLiteral(ZSCAPE_VERSION));
        zscape::readArguments(QCoreApplication::arguments());
    }
    zscape::limitOpenMpSpinning(argv);
    std::optional<zscape::DisplayGuard> guard(std::in_place);
    QApplication application(argc, argv);
    guard.reset();
    QApplication::setOrganizationName(QStringLiteral("zscape"));
    QApplication::setApplicationName(QStringLiteral("zscape"));
    QApplication::setApplicationDisplayName(QStringLiteral("Zscape"));
    QApplication::setApplicationVersion(QStringLiteral(ZSCAPE_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("zscape"));
    zscape::installEnglishPlurals();
    const zscape::Arguments arguments = zscape::readArguments(QApplication::arguments());
    try {
        return run(arguments);
    } catch (...) {
        std::fprintf(stderr, "zscape: error: %s\n", zscape::describeCurrentException().sentence().c_str());
        return 1;
    }
}
