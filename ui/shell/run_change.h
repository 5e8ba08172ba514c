#pragma once

#include "engine/session/types.h"
#include "ui/shell/run_history.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace zscape {

/// What a person wants of the run that is shown: another value of a setting, or another recipe.
struct RunAim {
    std::string key;                    ///< of the setting; empty: a recipe
    std::optional<SettingValue> value;  ///< of the setting; none: the recipe's own
    std::string recipe;
    SettingValues overrides;  ///< with the recipe

    bool operator==(const RunAim&) const = default;
    void applyTo(RunConfig& config) const;
};

/// A change of what the run that is shown is made of. One that was trained stays beside the new one: then undo shows it
/// again, and redo the other one. What was never trained is changed in place, and back.
class RunChange : public RunCommand {
public:
    using Apply = std::function<CommandId(const RunAim&)>;
    /// \param mergeId, at, together ChangeValue's
    RunChange(RunHistory* history, const QString& text, RunAim before, RunAim after, Apply apply, int mergeId,
              qint64 at, qint64 together);

    int id() const override { return mergeId_; }
    bool mergeWith(const QUndoCommand* next) override;

private:
    struct State {
        RunAim before, after;
        Apply apply;
        KnownRunPtr from, to;         ///< the run before and after it; null: it was not carried out yet
        KnownRunPtr sentAt;           ///< shown when it was sent last
        bool takenOff = false;        ///< `to` is off the list: undone, and it was never trained
        std::shared_ptr<State> into;  ///< of the command that it has become a part of

        bool isBeside() const { return from != to; }
    };
    static std::vector<RunStep> redoOf(RunHistory* history, const std::shared_ptr<State>& state);
    static std::vector<RunStep> undoOf(RunHistory* history, const std::shared_ptr<State>& state);
    RunChange(RunHistory* history, const QString& text, std::shared_ptr<State> state, int mergeId, qint64 at,
              qint64 together);

    std::shared_ptr<State> state_;
    int mergeId_;
    qint64 at_, together_;
};

}  // namespace zscape
