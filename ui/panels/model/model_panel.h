#pragma once

#include "engine/core/error.h"
#include "engine/session/types.h"
#include "ui/widgets/panel_frame.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

class QLabel;
class QScrollArea;

namespace zscape {

class RecipePicker;
class SettingForm;

/// The Model panel: which recipe, its settings, how large the model is and how long an epoch takes.
class ModelPanel : public PanelFrame {
    Q_OBJECT

public:
    explicit ModelPanel(QWidget* parent = nullptr);

    void setRecipes(const std::vector<Recipe>& recipes);
    /// The model as it is: its recipe and every value. Emits nothing; what a person is typing stays.
    void setSpec(const ModelSpec& spec);
    /// A recipe with its own defaults (before there is data). \pre its name is one of setRecipes
    void setRecipe(const std::string& name);
    /// While a run trains only live settings may change, and their changes go out by liveAdjusted.
    void setTraining(bool training);
    /// 0: not known
    void setParameters(int64_t parameters);
    /// Below 0: not measured
    void setSecondsPerEpoch(double seconds);
    /// term, formula with reduction and unit
    void setLedger(const std::vector<LedgerLine>& ledger);
    /// A model that cannot be made: beneath the field that it is about, in that field's name, or beneath the one that
    /// was changed last; where nothing was changed in the strip.
    void setProblem(const ErrorInfo& problem);
    void clearProblem();
    /// A person chose another recipe, wherever that was.
    void chooseRecipe(const QString& name) { Q_EMIT recipeChosen(name); }

    RecipePicker* recipePicker() const { return picker_; }
    SettingForm* form() const { return form_; }
    QString parametersText() const;
    QString epochText() const;

    /// The height at which nothing scrolls.
    QSize sizeHint() const override;

Q_SIGNALS:
    void recipeChosen(const QString& name);
    /// The page of all recipes is to open.
    void recipesWanted();
    void settingChanged(const QString& key, const zscape::SettingValue& value);
    void liveAdjusted(const QString& key, double value);
    /// Something was folded or unfolded, or fields came and went.
    void naturalHeightChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void tellHeight();
    void showRecipe(const Recipe& recipe, const SettingValues& values, const std::set<std::string>& inForce,
                    const std::set<std::string>& chosen);
    void forgetGiven();

    std::vector<Recipe> recipes_;
    bool training_ = false;
    int toldHeight_ = 0;
    std::string shownRecipe_;
    std::string changed_;  ///< key of the setting that was changed last, until that is answered
    RecipePicker* picker_ = nullptr;
    QLabel* sentence_ = nullptr;
    QScrollArea* scroll_ = nullptr;
    QWidget* contents_ = nullptr;
    SettingForm* form_ = nullptr;
    QWidget* ledger_ = nullptr;
    QLabel* parameters_ = nullptr;
    QLabel* epoch_ = nullptr;
};

/// 1,068,306 -> "1.07 M", 651,204 -> "651 k", 98,000 -> "98,000".
QString parameterText(int64_t parameters);

}  // namespace zscape
