#pragma once

#include "engine/session/types.h"

#include <QObject>

#include <optional>
#include <string>

class QUndoStack;

namespace zscape {

class SessionBridge;

/// Changes of the model's settings as commands: what Ctrl+Z takes back is another value of the same setting.
class SettingHistory : public QObject {
    Q_OBJECT

public:
    SettingHistory(SessionBridge* bridge, QUndoStack* history, QObject* parent);

    /// A person chose it. The value that is there already: nothing happens.
    void change(const std::string& key, const SettingValue& value);

private:
    struct Value {
        std::string key;
        std::optional<SettingValue> value;  ///< none: the recipe's own
        bool operator==(const Value&) const = default;
    };
    const Setting* find(const std::string& key) const;
    /// A trained model lives on with another value.
    bool isLive(const Setting& setting) const;
    void apply(const Value& value);
    void configure(const Value& value);

    SessionBridge* bridge_ = nullptr;
    QUndoStack* history_ = nullptr;
    std::string lastKey_;  ///< changed last, and when
    qint64 lastAt_ = 0;
};

}  // namespace zscape
