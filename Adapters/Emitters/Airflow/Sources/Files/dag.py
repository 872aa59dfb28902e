# What Airflow is asked for exists in 2.4 to 3.x; only its place moved.
import os
import signal
import subprocess
from datetime import datetime, timezone

try:
    from airflow.sdk import DAG
    from airflow.providers.standard.operators.python import PythonOperator
except ImportError:
    from airflow import DAG
    from airflow.operators.python import PythonOperator

FOLDER = os.path.dirname(os.path.abspath(__file__))


def run_step(label):
    """Runs one step: the program beside this file keeps capacities, attempts, time limits, logs and marks."""
    process = subprocess.Popen([os.path.join(FOLDER, "step"), "run", label], stdin=subprocess.DEVNULL)
    try:
        status = process.wait()
    except BaseException:
        # A cleared or stopped task ends its step, too.
        process.send_signal(signal.SIGTERM)
        process.wait()
        raise
    if status != 0:
        raise RuntimeError(f"step {label} exited {status}; its log: {FOLDER}/state/logs/{label}.log")


def restoration():
    """All steps, each after those that it needs; of those that may run, the first of the schedule weighs most."""
    dag = DAG(
        dag_id=DAG_ID, description=DESCRIPTION, schedule=None, start_date=datetime(2020, 1, 1, tzinfo=timezone.utc),
        catchup=False, max_active_runs=1, max_active_tasks=64, is_paused_upon_creation=False, tags=["groundup"],
        default_args={"retries": 0})
    tasks = []
    for number, (label, title, needs) in enumerate(STEPS):
        task = PythonOperator(
            task_id=label, python_callable=run_step, op_args=[label], doc=title, dag=dag,
            priority_weight=len(STEPS) - number, weight_rule="absolute")
        for need in needs:
            tasks[need].set_downstream(task)
        tasks.append(task)
    return dag


dag = restoration()
