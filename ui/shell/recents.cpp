#include "ui/shell/recents.h"

#include "ui/bridge/kept_settings.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QLocale>

#include <algorithm>

namespace zscape {

namespace {

constexpr QLatin1String kRecentCount("recent/size");

/// As QSettings names the entries of an array.
QString settingOf(int entry, const char* what) {
    return QStringLiteral("recent/%1/%2").arg(entry + 1).arg(QLatin1String(what));
}

}  // namespace

QString Recent::name() const {
    if (path == QLatin1String("sample:digits")) return QCoreApplication::translate("zscape::Recent", "Digits");
    if (path == QLatin1String("sample:shapes")) return QCoreApplication::translate("zscape::Recent", "Shapes");
    const QFileInfo file(path);
    return kind == Kind::Project ? file.completeBaseName() : file.fileName();
}

QString Recent::shownPath() const {
    if (path.startsWith(QLatin1String("sample:"))) return QCoreApplication::translate("zscape::Recent", "built in");
    const QString home = QDir::homePath();
    QString shown = path.startsWith(home + QLatin1Char('/')) ? QLatin1Char('~') + path.mid(home.size()) : path;
    constexpr qsizetype kLongest = 48;
    if (shown.size() > kLongest)
        shown = shown.left(kLongest / 3) + QChar(0x2026) + shown.right(kLongest - kLongest / 3);
    return shown;
}

QString Recent::shownDate(const QDate& today) const {
    const qint64 days = when.date().daysTo(today);
    if (days <= 0) return QCoreApplication::translate("zscape::Recent", "today");
    if (days == 1) return QCoreApplication::translate("zscape::Recent", "yesterday");
    const QLocale locale;
    if (days < 7) return locale.dayName(when.date().dayOfWeek());
    return locale.toString(
        when.date(), when.date().year() == today.year() ? QStringLiteral("d MMMM") : QStringLiteral("d MMMM yyyy"));
}

Recents::Recents(QObject* parent) : QObject(parent) {
    const KeptSettings settings;
    const int count = settings.value(kRecentCount).toInt();
    for (int i = 0; i < count && list_.size() < kMost; ++i) {
        Recent recent;
        recent.kind = settings.value(settingOf(i, "project")).toBool() ? Recent::Kind::Project : Recent::Kind::Images;
        recent.path = settings.value(settingOf(i, "path")).toString();
        recent.detail = settings.value(settingOf(i, "detail")).toString();
        recent.when = settings.value(settingOf(i, "when")).toDateTime();
        // A folder on a disk that is not there now is not offered.
        if (recent.path.startsWith(QLatin1String("sample:")) || QFileInfo::exists(recent.path)) list_.append(recent);
    }
}

void Recents::add(const Recent& recent) {
    list_.erase(std::remove_if(list_.begin(), list_.end(), [&](const Recent& r) { return r.path == recent.path; }),
                list_.end());
    list_.prepend(recent);
    while (list_.size() > kMost) list_.removeLast();
    store();
    Q_EMIT changed();
}

void Recents::clear() {
    list_.clear();
    store();
    Q_EMIT changed();
}

void Recents::store() {
    KeptSettings settings;
    settings.remove(QStringLiteral("recent"));
    settings.setValue(kRecentCount, static_cast<int>(list_.size()));
    for (int i = 0; i < list_.size(); ++i) {
        settings.setValue(settingOf(i, "project"), list_[i].kind == Recent::Kind::Project);
        settings.setValue(settingOf(i, "path"), list_[i].path);
        settings.setValue(settingOf(i, "detail"), list_[i].detail);
        settings.setValue(settingOf(i, "when"), list_[i].when);
    }
}

}  // namespace zscape
