#pragma once

#include "engine/session/types.h"
#include "ui/shell/run_change.h"

#include <QObject>

#include <string>

namespace zscape {

class RunHistory;
class SessionBridge;

/// Changes of the model's settings and of its recipe as commands.
class SettingHistory : public QObject {
    Q_OBJECT

public:
    SettingHistory(RunHistory* history, QObject* parent);

    /// A person chose it. The value that is there already: nothing happens.
    void change(const std::string& key, const SettingValue& value);
    /// With its own settings. The recipe that is there already: nothing happens.
    void chooseRecipe(const std::string& name);

private:
    const Setting* find(const std::string& key) const;
    /// A trained model lives on with another value.
    bool isLive(const Setting& setting) const;
    void push(const QString& text, RunAim before, RunAim after, int mergeId, qint64 now);
    CommandId apply(const RunAim& aim);

    RunHistory* history_ = nullptr;
    SessionBridge* bridge_ = nullptr;
    std::string lastKey_;  ///< changed last, and when
    qint64 lastAt_ = 0;
};

}  // namespace zscape
