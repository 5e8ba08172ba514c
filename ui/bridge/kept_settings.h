#pragma once

#include <QString>
#include <QVariant>

namespace zscape {

/// The settings of the program: one copy for the whole process, which is read from the file of QSettings once. What is
/// set is there at once and is written by a thread of its own, for QSettings locks, syncs and renames its file where it
/// is told to, which took the window 0.3 to 1.5 s each time on a disk that was busy. Objects are handles of it; in the
/// window's thread alone.
class KeptSettings {
public:
    QVariant value(const QString& key, const QVariant& otherwise = {}) const;
    void setValue(const QString& key, const QVariant& value);
    /// A key and every key of the group of that name.
    void remove(const QString& key);
    void clear();

    /// Waits until the file says what was set.
    void finish();
};

}  // namespace zscape
