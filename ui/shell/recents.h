#pragma once

#include <QDateTime>
#include <QList>
#include <QObject>

namespace zscape {

/// One thing that was open before.
struct Recent {
    enum class Kind { Images, Project };
    Kind kind = Kind::Images;
    QString path;    ///< absolute, or "sample:digits"
    QString detail;  ///< "70,000 images", "VAE, two dimensions, 20 epochs"
    QDateTime when;

    QString name() const;
    /// "~/pictures/faces", shortened in the middle where it is long.
    QString shownPath() const;
    /// "today", "yesterday", "Tuesday", "12 November".
    QString shownDate(const QDate& today = QDate::currentDate()) const;
};

/// What was open before, newest first, in the settings. At most eight.
class Recents : public QObject {
    Q_OBJECT

public:
    explicit Recents(QObject* parent = nullptr);
    QList<Recent> list() const { return list_; }
    void add(const Recent& recent);
    void clear();
    static constexpr qsizetype kMost = 8;

Q_SIGNALS:
    void changed();

private:
    void store();
    QList<Recent> list_;
};

}  // namespace zscape
