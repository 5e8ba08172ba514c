#pragma once

#include "ui/recipes/recipe_grid.h"

#include <QWidget>

class QCheckBox;
class QScrollArea;

namespace zscape {

class GroupList;
class RecipesFoot;
class RecipesHead;

/// Which recipe a run begins with: all of them as cards with a picture that each drew, by groups, with a search. Plain
/// setters and signals: the shell begins the run.
class RecipesPage : public QWidget {
    Q_OBJECT

public:
    /// The run at hand, which a new one stands beside.
    struct Now {
        std::string recipe;
        QString name;          ///< of the run
        bool trained = false;  ///< it stays in Runs; else the new one takes its place
        bool operator==(const Now&) const = default;
    };

    explicit RecipesPage(QWidget* parent = nullptr);

    /// Opens anew: nothing is searched for. \param misfitOf of each recipe, for the images at hand
    void begin(const std::function<std::optional<RecipeMisfit>(const std::string& name)>& misfitOf);
    void setNow(const Now& now);
    /// The recipe in use is the chosen card.
    void chooseNow();
    /// A model is being built of the chosen recipe. \param seen it has taken long enough to be told
    void setBuilding(bool building, bool seen = false);
    /// The model that is being built is not wanted any more: as soon as it is there the run before is shown.
    void setGivingUp();
    /// It could not be.
    void setRefused(const QString& sentence);

    /// Return: with the chosen card, where that is possible.
    void beginChosen();
    /// Esc lets go of the search first. \return false when there is none: it is Cancel
    bool letGo();

    RecipeGrid* grid() const { return grid_; }
    GroupList* groups() const { return groups_; }
    QCheckBox* onlyFitting() const { return onlyFitting_; }
    RecipesHead* head() const { return head_; }
    RecipesFoot* foot() const { return foot_; }
    QScrollArea* scrollArea() const { return scroll_; }

Q_SIGNALS:
    void chosen(const QString& name);
    /// What keeps the recipe from these images is to be changed.
    void mendWanted(const QString& name);
    void cancelWanted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void filter();
    void showChosen();
    void place();
    /// \return whether the key was one of the cards'
    bool moveBy(const QKeyEvent& event);

    Now now_;
    bool building_ = false;
    RecipesHead* head_ = nullptr;
    GroupList* groups_ = nullptr;
    QCheckBox* onlyFitting_ = nullptr;
    QScrollArea* scroll_ = nullptr;
    RecipeGrid* grid_ = nullptr;
    RecipesFoot* foot_ = nullptr;
};

}  // namespace zscape
