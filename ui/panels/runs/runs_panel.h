#pragma once

#include "engine/session/run_list.h"
#include "ui/widgets/panel_frame.h"

#include <map>
#include <memory>

class QLabel;
class QListView;
class QPushButton;

namespace zscape {

class RunDelegate;
class RunListModel;
class RunTableHead;

/// Every run of the project: a click or Return goes there, the menu of a row does the rest. Arrows only choose.
class RunsPanel : public PanelFrame {
    Q_OBJECT

public:
    explicit RunsPanel(QWidget* parent = nullptr);

    void setRuns(std::shared_ptr<const RunList> runs);
    /// Share of its plan that the current run has done while it trains; below 0: nothing trains.
    void setTraining(double share);
    /// Numbers of the runs that are laid over each other in Loss, with the places of their colours (comparedColour()).
    void setCompared(std::map<int64_t, int> colours);
    /// Why no new run can be begun; empty: one can.
    void setNewRunReason(const QString& reason);

    QListView* list() const { return list_; }
    RunListModel* model() const { return model_; }
    RunDelegate* delegate() const { return delegate_; }
    RunTableHead* tableHead() const { return head_; }
    QPushButton* newRunButton() const { return newRun_; }
    QString objectiveText() const;
    QString emptyText() const;
    QString comparedText() const;

    QSize sizeHint() const override;

Q_SIGNALS:
    void goToWanted(qint64 run);
    void renamed(qint64 run, const QString& name);
    void noted(qint64 run, const QString& note);
    void startOverWanted(qint64 run, bool anotherSeed);
    void branchWanted(qint64 run);
    void compareToggled(qint64 run);
    void commandWanted(qint64 run);
    void curvesWanted(qint64 run);
    void deleteWanted(qint64 run);
    void newRunWanted();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    bool keyPressed(int key, Qt::KeyboardModifiers modifiers);
    bool pressed(QPoint place);
    void fillMenu(QMenu* menu, const RunRow& run);
    void openMenu(int row, QPoint global);
    void editField(int row, bool note);
    void choose(int row);
    int chosen() const;
    void showFoot();

    RunListModel* model_ = nullptr;
    RunDelegate* delegate_ = nullptr;
    QLabel* objective_ = nullptr;
    QLabel* empty_ = nullptr;
    RunTableHead* head_ = nullptr;
    QListView* list_ = nullptr;
    QPushButton* newRun_ = nullptr;
    QLabel* compared_ = nullptr;
    size_t comparedCount_ = 0;
};

}  // namespace zscape
