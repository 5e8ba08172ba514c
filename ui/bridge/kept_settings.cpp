#include "ui/bridge/kept_settings.h"

#include <QSettings>

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace zscape {

namespace {

/// Invalid: the key is removed.
using Changes = std::map<QString, QVariant>;

class SettingsStore {
public:
    static SettingsStore& instance() {
        static SettingsStore store;
        return store;
    }

    std::map<QString, QVariant>& values() { return values_; }

    void change(const QString& key, const QVariant& value) {
        {
            const std::lock_guard lock(mutex_);
            changes_[key] = value;
        }
        changed_.notify_all();
    }

    void finish() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return changes_.empty() && !writing_; });
    }

private:
    SettingsStore() {
        const QSettings settings;
        for (const QString& key : settings.allKeys()) values_[key] = settings.value(key);
        thread_ = std::jthread([this](const std::stop_token& stop) { write(stop); });
    }

    void write(const std::stop_token& stop) {
        while (true) {
            Changes changes;
            {
                std::unique_lock lock(mutex_);
                writing_ = false;
                changed_.notify_all();
                // What was set before the end is written all the same.
                if (!changed_.wait(lock, stop, [this] { return !changes_.empty(); })) return;
                changes = std::exchange(changes_, {});
                writing_ = true;
            }
            QSettings settings;  // its end is what waits for the disk
            for (const auto& [key, value] : changes)
                if (value.isValid()) settings.setValue(key, value);
                else settings.remove(key);
        }
    }

    std::map<QString, QVariant> values_;  ///< the window's thread alone
    std::mutex mutex_;
    std::condition_variable_any changed_;
    Changes changes_;       ///< not written yet; guarded by mutex_
    bool writing_ = false;  ///< guarded by mutex_
    std::jthread thread_;   ///< last: it uses the rest
};

}  // namespace

QVariant KeptSettings::value(const QString& key, const QVariant& otherwise) const {
    const auto& values = SettingsStore::instance().values();
    const auto found = values.find(key);
    return found == values.end() ? otherwise : found->second;
}

void KeptSettings::setValue(const QString& key, const QVariant& value) {
    QVariant& held = SettingsStore::instance().values()[key];
    if (held.isValid() && held == value) return;
    held = value;
    SettingsStore::instance().change(key, value);
}

void KeptSettings::remove(const QString& key) {
    auto& values = SettingsStore::instance().values();
    for (auto each = values.begin(); each != values.end();) {
        const bool goes = each->first == key || each->first.startsWith(key + QLatin1Char('/'));
        if (goes) SettingsStore::instance().change(each->first, {});
        each = goes ? values.erase(each) : std::next(each);
    }
}

void KeptSettings::clear() {
    auto& values = SettingsStore::instance().values();
    for (const auto& [key, value] : values) SettingsStore::instance().change(key, {});
    values.clear();
}

void KeptSettings::finish() { SettingsStore::instance().finish(); }

}  // namespace zscape
