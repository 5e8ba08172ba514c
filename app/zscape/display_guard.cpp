#include "app/zscape/display_guard.h"

#include <QDir>
#include <QFileInfo>
#include <QLibraryInfo>
#include <QLoggingCategory>
#include <QStringList>

#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>

namespace zscape {

namespace {

constexpr const char* kWithoutWindow = "zscape-cli trains and explores without a window.";

// While a guard lives; Qt makes its application on one thread.
QtMessageHandler before = nullptr;
QStringList said;  ///< by Qt's platform parts, held back until it is known what came of it

/// What keeps Qt's part for X11 from being loaded, in the dynamic linker's words; empty: it loads.
QString missingLibrary() {
    QStringList folders =
        qEnvironmentVariable("QT_QPA_PLATFORM_PLUGIN_PATH").split(QLatin1Char(':'), Qt::SkipEmptyParts);
    for (const QString& plugins : qEnvironmentVariable("QT_PLUGIN_PATH").split(QLatin1Char(':'), Qt::SkipEmptyParts))
        folders.append(plugins + QStringLiteral("/platforms"));
    folders.append(QLibraryInfo::path(QLibraryInfo::PluginsPath) + QStringLiteral("/platforms"));
    for (const QString& folder : folders) {
        const QString file = QDir(folder).filePath(QStringLiteral("libqxcb.so"));
        if (!QFileInfo::exists(file)) continue;
        if (void* library = ::dlopen(QFile::encodeName(file).constData(), RTLD_LAZY | RTLD_LOCAL)) {
            ::dlclose(library);
            return {};
        }
        return QString::fromLocal8Bit(::dlerror());
    }
    return {};
}

QString whyNot(const QString& fatal) {
    const QString all = said.join(QLatin1Char('\n')), display = qEnvironmentVariable("DISPLAY"),
                  wayland = qEnvironmentVariable("WAYLAND_DISPLAY");
    if (const QString missing = missingLibrary(); !missing.isEmpty())
        return QStringLiteral(
                   "The window cannot open, for a library that it needs cannot be loaded: %1. Install the package that "
                   "holds it; ")
            .arg(missing);
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM") && display.isEmpty() && wayland.isEmpty())
        return QStringLiteral(
            "There is no display to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set. Start zscape on a "
            "desktop or over \"ssh -X\"; ");
    if (display.isEmpty() && !wayland.isEmpty() && all.contains(QLatin1String("\"wayland\"")))
        return QStringLiteral(
                   "The window cannot open on the Wayland display \"%1\". Install Qt's part for it (the package "
                   "qt6-wayland) if it is missing; ")
            .arg(wayland);
    if (all.contains(QLatin1String("could not connect to display")))
        return QStringLiteral("The display \"%1\" cannot be reached. Check DISPLAY, and who may use it; ")
            .arg(display.isEmpty() ? wayland : display);
    return QStringLiteral("The window cannot open: %1 ")
        .arg((said.isEmpty() ? fatal : said.join(QLatin1Char(' '))).simplified());
}

void onMessage(QtMsgType type, const QMessageLogContext& context, const QString& message) {
    if (type == QtFatalMsg) {
        std::fprintf(stderr, "zscape: error: %s%s\n", qPrintable(whyNot(message)), kWithoutWindow);
        std::_Exit(1);
    }
    if (context.category && QLatin1String(context.category).startsWith(QLatin1String("qt.qpa"))) said.append(message);
    else before(type, context, message);
}

}  // namespace

DisplayGuard::DisplayGuard() { before = qInstallMessageHandler(onMessage); }

DisplayGuard::~DisplayGuard() {
    qInstallMessageHandler(before);
    for (const QString& message : said) std::fprintf(stderr, "%s\n", qPrintable(message));
    said.clear();
}

}  // namespace zscape
