#pragma once

#include "ui/recipes/recipe_offer.h"

#include <QWidget>

#include <array>
#include <functional>
#include <vector>

namespace zscape {

class RecipeCard;

/// The cards by their groups, in rows beneath headings; one of those that are shown is chosen. Lies in a scroll area.
class RecipeGrid : public QWidget {
    Q_OBJECT

public:
    static constexpr int kAcross = 10, kDown = 8;  ///< gaps, at 13 px

    explicit RecipeGrid(std::vector<RecipeOffer> offers, QWidget* parent = nullptr);

    const std::vector<RecipeCard*>& cards() const { return cards_; }
    RecipeCard* card(const std::string& name) const;  ///< null: there is none
    /// For each recipe why it cannot take the images at hand, or nothing.
    void setMisfits(const std::function<std::optional<RecipeMisfit>(const std::string& name)>& misfitOf);
    /// How many fit.
    int fitting() const;

    /// Only those in which `query` is found, and, where it is asked for, that fit.
    void setFilter(const QString& query, bool onlyFitting);
    /// How many of each group are shown.
    std::array<int, kRecipeGroups> counts() const;
    void setColumns(int columns);
    int columns() const { return columns_; }

    /// Null: none is shown.
    RecipeCard* chosen() const { return chosen_; }
    /// One that is shown.
    void choose(RecipeCard* card);
    /// The first that is shown of the group.
    void chooseGroup(RecipeGroup group);
    /// To the neighbour, if there is one: by so many cards along, or by so many rows.
    void step(int along);
    void stepRow(int rows);
    /// What has to be seen with the chosen card: itself, and in a group's first row the heading.
    QRect chosenPlace() const;

Q_SIGNALS:
    void chosenChanged();
    void begun();
    void mendWanted(const QString& name);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void place();
    std::vector<RecipeCard*> shown() const;

    std::vector<RecipeCard*> cards_;
    RecipeCard* chosen_ = nullptr;
    QString query_;
    bool onlyFitting_ = false;
    int columns_ = 3;
    std::array<int, kRecipeGroups> headings_{};  ///< their tops; below 0: the group is not shown
    QRect notSure_;                              ///< an empty cell of the first group
};

}  // namespace zscape
